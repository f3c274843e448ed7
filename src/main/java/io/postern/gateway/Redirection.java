package io.postern.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.route.Destination;
import io.postern.route.Routing;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.RcptParameters.Notify;
import io.postern.smtp.Reply;
import io.vertx.core.Future;

/**
 * Sends a message to a mailbox that the configuration names, in the place of its recipients and by the route of that mailbox.
 * Taken there, it is taken (I1); not taken there, it is put off, for the mailbox is our affair and not the sender's (I7).
 */
record Redirection(Shared shared, Generation generation, Relay relay, MessageInFlight message, BooleanSupplier clientGone) {

    Future<End> send(Outgoing outgoing, Mailbox to) {
        return generation.router().route(to.domain(), true).compose(routing -> switch (routing) {
            case Routing.To(var destination) -> generation.router().candidates(destination).compose(list -> switch (list) {
                case CandidateList.Found found -> deliver(outgoing, to, destination, found);
                case CandidateList.Failed(var failure, var detail) ->
                        notSent(to, FailurePolicy.redirection(failure), detail);
            });
            case Routing.Failed(var failure, var detail) -> notSent(to, FailurePolicy.redirection(failure), detail);
            case Routing.Denied _ -> throw new IllegalStateException("denied although relaying is allowed");
        });
    }

    private Future<End> notSent(Mailbox to, Reply reply, String detail) {
        shared.metrics().alert("redirect-fails");
        return Future.succeededFuture(new End("deferred", "route", reply, words(to, detail)));
    }

    private Future<End> deliver(Outgoing outgoing, Mailbox to, Destination destination, CandidateList.Found found) {
        message.routed();
        var head = outgoing.head();
        var delivery = new Delivery(
                found.candidates(), envelope(to), head, outgoing.body(), message.budget().deadlineNanos(),
                generation.config().timeouts().dotReply(), () -> !clientGone.getAsBoolean(),
                Way.of(destination.route(), destination.terms(), message.peer()), message);
        return relay.deliver(delivery).onComplete(_ -> head.release()).map(outcome -> ended(outcome, to));
    }

    /** What the sender asked to be told was about its own recipients (RFC 3461 §4.1). */
    private Envelope envelope(Mailbox to) {
        var original = message.envelope();
        return new Envelope(original.id(), original.from(), List.of(to), original.parameters(),
                Map.of(to, new RcptParameters(Set.of(Notify.NEVER), Optional.empty())));
    }

    private End ended(Outcome outcome, Mailbox to) {
        message.relayed(outcome);
        boolean taken = outcome instanceof Outcome.Accepted;
        if (!taken) {
            shared.metrics().alert("redirect-fails");
        }
        return new End(taken ? "delivered" : "deferred", taken ? "scan" : OutcomeWords.cause(outcome),
                FailurePolicy.redirection(outcome, message.envelope().id()), words(to, OutcomeWords.detail(outcome)));
    }

    private static String words(Mailbox to, String detail) {
        return "redirect-to=" + to + " " + detail;
    }
}
