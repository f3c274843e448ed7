package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Live is who can answer at all; nothing else may cost a node its process. */
final class LiveResource implements Resource {

    @Override
    public Future<Answer> answer(Call call) {
        return Future.succeededFuture(Answer.json(200, new JsonObject().put("status", "live")));
    }
}
