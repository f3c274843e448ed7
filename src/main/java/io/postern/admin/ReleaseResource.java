package io.postern.admin;

import java.util.Optional;
import java.util.Set;

import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Mailbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Sends a message from quarantine on and says what the next hop answered. {@code ?to=} a copy for another mailbox,
 * {@code &recipient=} one of its recipients alone, {@code &rescan=true} the scanners first, {@code &force=true} whatever they
 * say.
 */
final class ReleaseResource implements Resource {

    static final KnownParameters PARAMETERS = new KnownParameters(Set.of("rescan", "force"), Set.of("node", "to", "recipient"));

    private final AdminActions node;

    ReleaseResource(AdminActions node) {
        this.node = node;
    }

    @Override
    public Future<Answer> answer(Call call) {
        var refusal = PARAMETERS.refusal(call);
        if (refusal.isPresent()) {
            return Future.succeededFuture(refusal.get());
        }
        var options = options(call, "recipient");
        if (options.isEmpty()) {
            return Future.succeededFuture(Problem.badRequest("to and recipient must be mailboxes, given once, and not both"));
        }
        return node.release(call.id(), options.get(), call.by())
                .map(attempt -> attempt.map(ReleaseResource::answer).orElseGet(Problem::noSuchMessage));
    }

    /** {@code only}: the parameter that names one recipient alone. Empty if a mailbox is none, or if there are both. */
    static Optional<ReleaseOptions> options(Call call, String only) {
        var to = Mailbox.parse(call.only("to"));
        var alone = Mailbox.parse(call.only(only));
        boolean wrong = to.isEmpty() && call.query().contains("to") || alone.isEmpty() && call.query().contains(only)
                || to.isPresent() && alone.isPresent();
        return wrong ? Optional.empty() : Optional.of(new ReleaseOptions(to, alone, call.says("rescan"), call.says("force")));
    }

    private static Answer answer(JsonObject attempt) {
        if (attempt.getBoolean("released", false)) {
            return Answer.json(200, attempt);
        }
        return attempt.containsKey("verdict") ? Problem.stillBad(attempt) : Problem.notReleased(attempt);
    }
}
