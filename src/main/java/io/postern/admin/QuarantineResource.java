package io.postern.admin;

import io.vertx.core.Future;

/**
 * What is in quarantine: {@code messages}, newest first, and how many there are in {@code total}. {@code ?q=} words that
 * must all stand in a description, {@code &limit=} how many messages at most.
 */
final class QuarantineResource implements Resource {

    private static final int MOST_CHARACTERS = 200;

    private final AdminActions node;

    QuarantineResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var limit = call.number("limit", Integer.MAX_VALUE, 10_000);
        var words = call.only("q");
        if (limit.isEmpty() || words.length() > MOST_CHARACTERS) {
            return Future.succeededFuture(Problem.badRequest("limit must be 1 to 10000, q at most 200 characters long"));
        }
        return node.quarantine(words, limit.getAsInt()).map(found -> Answer.json(200, found));
    }
}
