package io.postern.gateway;

import java.util.HashSet;

import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.observe.MailLog;
import io.postern.quarantine.QuarantineStore;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.route.Destination;
import io.postern.route.Routing;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * Sends a quarantined message on its way through the same relay as all mail, and tells what the next hop answered. The
 * message leaves the quarantine only if the next hop took it. Runs on the loop of its relay.
 */
public final class Release {

    private final Generation generation;
    private final Relay relay;
    private final QuarantineStore store;

    public Release(Generation generation, Relay relay, QuarantineStore store) {
        this.generation = generation;
        this.relay = relay;
        this.store = store;
    }

    /** What became of it: {@code delivered} false leaves the message where it is. */
    public record Released(boolean delivered, Reply reply, String detail) {
    }

    public Future<Released> release(QuarantinedMessage message) {
        var routings = message.recipients().stream().map(Mailbox::domain).distinct()
                .map(domain -> generation.router().route(domain, true)).toList();
        return Future.all(routings).compose(all -> {
            var distinct = new HashSet<>(all.<Routing>list());
            return distinct.size() == 1 ? routed(message, distinct.iterator().next()) : Future.succeededFuture(
                    new Released(false, Replies.OTHER_DESTINATION, "the recipients have different destinations now"));
        });
    }

    /** One destination for all (I3), as when the message came; since then the configuration or the DNS may have changed. */
    private Future<Released> routed(QuarantinedMessage message, Routing routing) {
        return switch (routing) {
            case Routing.To to -> candidates(message, to.destination());
            case Routing.Failed failed -> Future.succeededFuture(
                    new Released(false, FailurePolicy.routing(failed.failure()), failed.detail()));
            case Routing.Denied _ -> throw new IllegalStateException("denied although relaying is allowed");
        };
    }

    private Future<Released> candidates(QuarantinedMessage message, Destination destination) {
        return generation.router().candidates(destination).compose(list -> switch (list) {
            case CandidateList.Found found -> store.open(message.id())
                    .compose(body -> deliver(message, destination, found, body));
            case CandidateList.Failed failed -> Future.succeededFuture(
                    new Released(false, FailurePolicy.routing(failed.failure()), failed.detail()));
        });
    }

    /** The stored message carries our Received line already. */
    private Future<Released> deliver(
            QuarantinedMessage message, Destination destination, CandidateList.Found found, Body body) {
        var timeouts = generation.config().timeouts();
        var delivery = new Delivery(
                found.candidates(), message.envelope(), Unpooled.EMPTY_BUFFER, body,
                Budget.startingNow(timeouts.budget()).deadlineNanos(), timeouts.dotReply(), () -> true,
                Way.of(destination.route(), destination.terms(), Peer.connecting(message.client(), 0).greeted(message.helo(), true)), Delivery.Witness.NONE);
        return relay.deliver(delivery)
                .onComplete(_ -> body.release())
                .compose(outcome -> settled(message, destination, outcome));
    }

    private Future<Released> settled(QuarantinedMessage message, Destination destination, Outcome outcome) {
        var released = new Released(
                outcome instanceof Outcome.Accepted,
                outcome instanceof Outcome.Accepted accepted
                        ? accepted.reply()
                        : FailurePolicy.outcome(outcome, message.id(), destination.softBounce()),
                OutcomeWords.detail(outcome));
        MailLog.event(Level.INFO, "quarantine-release",
                "id", message.id(), "delivered", released.delivered(), "detail", released.detail());
        return released.delivered()
                ? store.delete(message.id()).map(_ -> released)
                : Future.succeededFuture(released);
    }
}
