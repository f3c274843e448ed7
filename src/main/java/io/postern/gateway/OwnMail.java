package io.postern.gateway;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.BodyWriter;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.route.Destination;
import io.postern.route.Routing;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.ReversePath;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Mail that this node writes itself, with the null reverse-path (RFC 5321 §4.5.5): through the relay to where the recipient's
 * mail goes. There is no queue for it. On the loop of its relay.
 */
public record OwnMail(Generation generation, Relay relay, BodyBudget bodies, Context loop) {

    /** What became of it; {@code forGood} tells a refusal for good from one for now. */
    public record Sent(boolean taken, boolean forGood, String detail) {

        private static Sent later(String detail) {
            return new Sent(false, false, detail);
        }
    }

    /** {@code message}: ASCII, whole lines, none beginning with a dot. Never fails. */
    public Future<Sent> send(String id, Mailbox to, String message) {
        return generation.router().route(to.domain(), true).compose(routing -> switch (routing) {
            case Routing.To(var destination) -> body(message).compose(body -> body.isEmpty()
                    ? Future.succeededFuture(Sent.later("no room for it"))
                    : deliver(id, to, destination, body.get()).onComplete(_ -> body.get().release()));
            case Routing.Failed(_, var detail) -> Future.succeededFuture(Sent.later(detail));
            case Routing.Denied _ -> throw new IllegalStateException("denied although relaying is allowed");
        }).otherwise(bug -> Sent.later(bug.toString()));
    }

    /** The client of mail that has none. */
    private Peer self() {
        return Peer.connecting(InetAddress.getLoopbackAddress(), 0).greeted(generation.config().hostname(), true);
    }

    private Future<Optional<Body>> body(String message) {
        var octets = message.getBytes(StandardCharsets.US_ASCII);
        var writer = new BodyWriter(bodies, loop);
        return writer.append(Unpooled.wrappedBuffer(octets)).map(appended -> appended == BodyWriter.Appended.KEPT
                ? Optional.of(writer.finish(0, octets.length, false)) : Optional.empty());
    }

    private Future<Sent> deliver(String id, Mailbox to, Destination destination, Body body) {
        var timeouts = generation.config().timeouts();
        var parameters = new MailParameters(OptionalLong.empty(), Optional.empty(), !to.isAscii());
        return generation.router().candidates(destination).compose(list -> switch (list) {
            case CandidateList.Failed(_, var detail) -> Future.succeededFuture(Sent.later(detail));
            case CandidateList.Found(var candidates) -> relay.deliver(new Delivery(
                    candidates, new Envelope(id, ReversePath.NULL, List.of(to), parameters), Unpooled.EMPTY_BUFFER, body,
                    Budget.startingNow(timeouts.budget()).deadlineNanos(), timeouts.dotReply(), () -> true,
                    Way.of(destination.route(), destination.terms(), self()), Delivery.Witness.NONE))
                    .map(outcome -> new Sent(outcome instanceof Outcome.Accepted,
                            FailurePolicy.outcome(outcome, id, destination.softBounce()).isPermanent(), OutcomeWords.detail(outcome)));
        });
    }
}
