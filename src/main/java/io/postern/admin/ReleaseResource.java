package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Sends a message from quarantine on and says what the next hop answered. */
final class ReleaseResource implements Resource {

    private final AdminActions node;

    ReleaseResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return node.release(call.id())
                .map(attempt -> attempt.map(ReleaseResource::answer).orElseGet(Problem::noSuchMessage));
    }

    private static Answer answer(JsonObject attempt) {
        return attempt.getBoolean("released", false) ? Answer.json(200, attempt) : Problem.notReleased(attempt);
    }
}
