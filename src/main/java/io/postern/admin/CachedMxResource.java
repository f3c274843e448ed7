package io.postern.admin;

import io.postern.smtp.Domain;
import io.vertx.core.Future;

/** What is held about one domain can only be forgotten; to forget what is not there is done already. */
final class CachedMxResource implements Resource {

    private final AdminActions node;

    CachedMxResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var domain = Domain.parse(call.id());
        return domain.isEmpty()
                ? Future.succeededFuture(Problem.badRequest("this is no domain"))
                : node.forgetMx(domain.get()).map(_ -> Answer.empty());
    }
}
