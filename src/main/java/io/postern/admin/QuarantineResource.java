package io.postern.admin;

import java.util.Optional;

import io.vertx.core.Future;

/**
 * What is in quarantine: {@code messages}, newest first, how many there are in {@code total}, and {@code next}, which a
 * following request says as {@code ?after=}. {@code &limit=} how many messages at most; {@link QuarantineQueries} which.
 */
final class QuarantineResource implements Resource {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final AdminActions node;

    QuarantineResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var limit = call.number("limit", USUAL, MOST);
        var query = QuarantineQueries.of(call);
        var after = Optional.of(call.only("after")).filter(text -> !text.isEmpty());
        if (limit.isEmpty() || query.isEmpty()) {
            return Future.succeededFuture(Problem.badRequest("limit must be 1 to " + MOST
                    + ", since and until times such as 2026-06-01T12:00:00Z, and each parameter stand there once"));
        }
        return node.quarantine(query.get(), after, limit.getAsInt()).map(found -> Answer.json(200, found));
    }
}
