package io.postern.admin;

import io.postern.observe.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** 200 while the node takes mail, else 503. */
final class ReadyResource implements Resource {

    private final Readiness readiness;

    ReadyResource(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public Future<Answer> answer(Call call) {
        String state = readiness.state().label();
        return Future.succeededFuture(readiness.isReady()
                ? Answer.json(200, new JsonObject().put("status", state))
                : Problem.notReady(state));
    }
}
