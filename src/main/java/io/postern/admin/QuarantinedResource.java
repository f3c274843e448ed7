package io.postern.admin;

import java.util.Set;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** One message in quarantine: its description, or its end. */
final class QuarantinedResource implements Resource {

    static final KnownParameters DELETE = new KnownParameters(Set.of(), Set.of("node"));

    private final AdminActions node;

    QuarantinedResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        if (call.method().equals(HttpMethod.DELETE)) {
            return DELETE.refusal(call).map(Future::succeededFuture).orElseGet(() ->
                    node.deleteQuarantined(call.id(), call.by()).map(was -> was ? Answer.empty() : Problem.noSuchMessage()));
        }
        return node.quarantined(call.id())
                .map(found -> found.map(message -> Answer.json(200, message)).orElseGet(Problem::noSuchMessage));
    }
}
