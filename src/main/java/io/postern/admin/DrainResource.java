package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Asks the node to drain; the answer does not wait for its end. */
final class DrainResource implements Resource {

    private final AdminActions node;

    DrainResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        node.drain();
        return Future.succeededFuture(Answer.json(202, new JsonObject().put("status", "draining")));
    }
}
