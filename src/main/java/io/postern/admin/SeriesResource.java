package io.postern.admin;

import io.vertx.core.Future;

/** {@code ?seconds=}: the last of this node's seconds, five minutes unless told. */
final class SeriesResource implements Resource {

    private static final int MOST_SECONDS = 600;

    private final AdminActions node;

    SeriesResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var seconds = call.number("seconds", MOST_SECONDS / 2, MOST_SECONDS);
        return Future.succeededFuture(seconds.isPresent()
                ? Answer.json(200, node.series(seconds.getAsInt()))
                : Problem.badRequest("seconds must be given once and be 1 to " + MOST_SECONDS));
    }
}
