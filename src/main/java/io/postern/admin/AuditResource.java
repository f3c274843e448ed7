package io.postern.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

import io.vertx.core.Future;

/**
 * Who did what to the quarantine, or to one message of it: {@code entries}, newest first. {@code ?limit=} how many at most,
 * {@code &until=} only those before a time, such as the last one's of a page before.
 */
final class AuditResource implements Resource {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final AdminActions node;

    AuditResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var limit = call.number("limit", USUAL, MOST);
        Optional<Instant> until;
        try {
            until = Optional.of(call.only("until")).filter(text -> !text.isEmpty()).map(Instant::parse);
        } catch (DateTimeException noTime) {
            return Future.succeededFuture(Problem.badRequest("until must be a time such as 2026-06-01T12:00:00Z"));
        }
        if (limit.isEmpty()) {
            return Future.succeededFuture(Problem.badRequest("limit must be 1 to " + MOST));
        }
        return node.audit(call.id(), until, limit.getAsInt())
                .map(found -> found.map(entries -> Answer.json(200, entries)).orElseGet(Problem::noSuchMessage));
    }
}
