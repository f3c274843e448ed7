package io.postern.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What is in quarantine: {@code messages}. */
final class QuarantineResource implements Resource {

    private final AdminActions node;

    QuarantineResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return node.quarantine().map(messages -> Answer.json(200, new JsonObject().put("messages", messages)));
    }
}
