package io.postern.admin;

import io.vertx.core.Future;

/** A message in quarantine as text for a person. */
final class PreviewResource implements Resource {

    private final AdminActions node;

    PreviewResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        return node.preview(call.id(), call.by())
                .map(found -> found.map(preview -> Answer.json(200, preview)).orElseGet(Problem::noSuchMessage));
    }
}
