package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The last messages that this node put off: {@code deferrals}. */
final class DeferralsResource implements Resource {

    private final AdminActions node;

    DeferralsResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return Future.succeededFuture(Answer.json(200, new JsonObject().put("deferrals", node.deferrals())));
    }
}
