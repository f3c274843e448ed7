package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Takes the configuration anew; a bad one changes nothing and is answered with its problems. */
final class ReloadResource implements Resource {

    private final AdminActions node;

    ReloadResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return node.reload().map(problems -> problems.isEmpty()
                ? Answer.json(200, new JsonObject().put("status", "reloaded"))
                : Problem.notReloaded(problems));
    }
}
