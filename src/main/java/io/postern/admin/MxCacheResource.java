package io.postern.admin;

import io.vertx.core.Future;

/** What this node holds of MX answers. */
final class MxCacheResource implements Resource {

    private final AdminActions node;

    MxCacheResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return Future.succeededFuture(Answer.json(200, node.mxCache()));
    }
}
