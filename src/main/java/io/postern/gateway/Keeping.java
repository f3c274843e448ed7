package io.postern.gateway;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.postern.config.Scan.OnQuarantine;
import io.postern.observe.MailLog;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.relay.Relay;
import io.postern.scan.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * Puts a message into the quarantine, as it would have gone on: what is released is what would have been delivered. Then tells
 * of it whom the configuration wants to be told.
 */
record Keeping(Shared shared, Generation generation, Relay relay, MessageInFlight message, Context loop) {

    Future<End> keep(Outgoing outgoing, String scanner, Verdict.Quarantine verdict) {
        var envelope = message.envelope();
        var kept = new QuarantinedMessage(
                envelope.id(), Instant.now(), envelope, message.peer().address(), message.peer().helo(),
                message.destination().route(), scanner, "quarantine", verdict.why(), outgoing.body().contentOctets());
        var head = outgoing.head();
        var storing = shared.quarantine().store(kept, outgoing.body(), head, message.budget().remaining());
        head.release();
        return inTime(storing).transform(stored -> Future.succeededFuture(
                stored.succeeded() ? kept(kept, verdict) : failed(verdict, stored.cause())));
    }

    private End kept(QuarantinedMessage kept, Verdict.Quarantine verdict) {
        if (verdict.told() == OnQuarantine.NOTIFY) {
            new QuarantineNotice(shared, generation, relay, loop).send(message, kept);
        }
        var reply = FailurePolicy.verdict(verdict, kept.id(), true);
        return new End(reply.isPositive() ? "quarantined" : End.resultOf(reply), "scan", reply,
                reply.isPositive() ? verdict.why() : "a copy is in quarantine: " + verdict.why());
    }

    private End failed(Verdict.Quarantine verdict, Throwable cause) {
        shared.metrics().alert("quarantine-store");
        return new End("deferred", "scan", FailurePolicy.verdict(verdict, message.envelope().id(), false), cause.toString());
    }

    /** A store that hangs is one that failed; if it wakes up later, the message may be kept twice. */
    private Future<Void> inTime(Future<Void> storing) {
        if (storing.isComplete()) {
            return storing;
        }
        long millis = Math.max(1, message.budget().remaining().toMillis());
        return storing.timeout(millis, TimeUnit.MILLISECONDS).onFailure(_ -> storing.onSuccess(_ ->
                MailLog.event(Level.WARN, "quarantine-late", "id", message.envelope().id(), "duplicate", "possible")));
    }
}
