package io.postern.admin;

import io.vertx.core.Future;

/** This node. */
final class NodeResource implements Resource {

    private final AdminActions node;

    NodeResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return Future.succeededFuture(Answer.json(200, node.node()));
    }
}
