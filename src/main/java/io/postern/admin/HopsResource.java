package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What this node knows of its next hops: {@code hops}. */
final class HopsResource implements Resource {

    private final AdminActions node;

    HopsResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return Future.succeededFuture(Answer.json(200, new JsonObject().put("hops", node.hops())));
    }
}
