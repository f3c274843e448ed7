package io.postern.admin;

import java.util.Optional;

import io.postern.quarantine.QuarantinePage;
import io.vertx.core.Future;

/**
 * What is in quarantine: {@code messages}, newest first, how many there are in {@code total}, and {@code next}, which a
 * following request says as {@code ?after=}. {@code &limit=} how many messages at most; {@link QuarantineQueries} which;
 * {@code &nodes=all} those of all nodes in one list, and {@code unanswered}, who did not say what it has.
 */
final class QuarantineResource implements Resource {

    static final int USUAL = 100;
    static final int MOST = 1_000;

    private final AdminActions node;
    private final ClusterList cluster;

    QuarantineResource(AdminActions node) {
        this.node = node;
        this.cluster = new ClusterList(node);
    }

    @Override
    public Future<Answer> answer(Call call) {
        var limit = call.number("limit", USUAL, MOST);
        var query = QuarantineQueries.of(call);
        var after = Optional.of(call.only("after")).filter(text -> !text.isEmpty());
        boolean all = call.only("nodes").equals("all");
        if (limit.isEmpty() || query.isEmpty() || all && after.isPresent() && ClusterList.Place.parse(after.get()).isEmpty()
                || !all && after.isPresent() && !QuarantinePage.isNext(after.get())) {
            return Future.succeededFuture(Problem.badRequest("limit must be 1 to " + MOST
                    + ", since and until times such as 2026-06-01T12:00:00Z, after what a page said as next, and each parameter"
                    + " stand there once"));
        }
        var found = all ? cluster.list(query.get(), after, limit.getAsInt())
                : node.quarantine(query.get(), after, limit.getAsInt());
        return found.map(page -> Answer.json(200, page));
    }
}
