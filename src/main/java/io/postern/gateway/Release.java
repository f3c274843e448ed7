package io.postern.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderRewrite;
import io.postern.quarantine.QuarantineStore;
import io.postern.quarantine.QuarantinedMessage;
import io.postern.quarantine.ReleaseOptions;
import io.postern.relay.Delivery;
import io.postern.relay.Outcome;
import io.postern.relay.Relay;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.route.Destination;
import io.postern.route.Routing;
import io.postern.scan.ScanInput;
import io.postern.scan.ScanResult;
import io.postern.scan.Verdict;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Sends a quarantined message on its way through the same relay as all mail, and tells what the next hops answered: one
 * transaction for each destination (I3), and where a next hop refuses some recipients, one without them. Nothing is deleted
 * here. Runs on the loop of its relay.
 */
public final class Release {

    private final Generation generation;
    private final Relay relay;
    private final QuarantineStore store;
    private final Context loop;

    public Release(Generation generation, Relay relay, QuarantineStore store, Context loop) {
        this.generation = generation;
        this.relay = relay;
        this.store = store;
        this.loop = loop;
    }

    /**
     * What became of some of the recipients: {@code delivered} false leaves the message where it is, {@code reply} is the next
     * hop's or what it stands for, {@code bad} why it was not asked at all.
     */
    public record Part(
            List<Mailbox> recipients, String route, boolean delivered, String reply, String detail, Optional<StillBad> bad) {

        public Part {
            recipients = List.copyOf(recipients);
        }

        Part(List<Mailbox> recipients, String route, boolean delivered, Reply reply, String detail) {
            this(recipients, route, delivered, reply.toString(), detail, Optional.empty());
        }
    }

    /** The scanners looked again and would not let it pass. */
    public record StillBad(String verdict, String scanner, String reason) {

        private static StillBad of(ScanResult result) {
            return new StillBad(result.verdict().word(), result.scanner(), result.verdict().reason());
        }
    }

    /**
     * In the order in which next hops were asked; each recipient is in one part. {@code delivered}: waited for after each part
     * that a next hop has taken, before the next one is tried.
     */
    public Future<List<Part>> release(QuarantinedMessage message, List<Mailbox> recipients, ReleaseOptions options,
            Function<Part, Future<Void>> delivered) {
        return store.open(message.id()).compose(body ->
                toEach(new Load(message, body, HeaderEdits.NONE, options, delivered), recipients).onComplete(_ -> body.release()));
    }

    /** What is sent: the stored message carries our Received line already, {@code edits} may stand above it. */
    private record Load(QuarantinedMessage message, Body body, HeaderEdits edits, ReleaseOptions options,
            Function<Part, Future<Void>> delivered) {

        ByteBuf head() {
            return edits.isEmpty() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(edits.onTop());
        }

        Load with(Body other, HeaderEdits more) {
            return new Load(message, other, more, options, delivered);
        }
    }

    /** Since the message came configuration and DNS may have changed: who went together may have to part. */
    private Future<List<Part>> toEach(Load load, List<Mailbox> recipients) {
        var domains = recipients.stream().map(Mailbox::domain).distinct().toList();
        return Future.all(domains.stream().map(domain -> generation.router().route(domain, true)).toList()).compose(all -> {
            var groups = new LinkedHashMap<Routing, List<Mailbox>>();
            for (var recipient : recipients) {
                groups.computeIfAbsent(all.resultAt(domains.indexOf(recipient.domain())), _ -> new ArrayList<>()).add(recipient);
            }
            var parts = Future.succeededFuture((List<Part>) new ArrayList<Part>());
            for (var group : groups.entrySet()) {
                parts = parts.compose(before -> routed(load, group.getKey(), group.getValue()).map(more -> {
                    before.addAll(more);
                    return before;
                }));
            }
            return parts;
        });
    }

    private Future<List<Part>> routed(Load load, Routing routing, List<Mailbox> recipients) {
        return switch (routing) {
            case Routing.To(var destination) -> load.options().rescan()
                    ? rescanned(load, destination, recipients) : asked(load, destination, recipients);
            case Routing.Failed(var failure, var detail) -> Future.succeededFuture(
                    List.of(new Part(recipients, "", false, FailurePolicy.routing(failure), detail)));
            case Routing.Denied _ -> throw new IllegalStateException("denied although relaying is allowed");
        };
    }

    private Future<List<Part>> rescanned(Load load, Destination destination, List<Mailbox> recipients) {
        var input = new ScanInput(envelope(load.message(), recipients), peer(load.message()), load.body(), HeaderEdits.NONE,
                destination.profile(), loop);
        return generation.scan().scan(input, generation.config().timeouts().budget()).compose(result -> switch (result.verdict()) {
            case Verdict.Clean _, Verdict.Tag _ -> edited(
                    load.with(result.body().orElse(load.body()), result.edits()), destination, recipients);
            case Verdict _ when load.options().force() -> asked(load, destination, recipients);
            case Verdict _ -> Future.succeededFuture(List.of(new Part(recipients, destination.route(), false,
                    result.verdict().reason(), "scanner=" + result.scanner(), Optional.of(StillBad.of(result)))));
        });
    }

    private Future<List<Part>> edited(Load load, Destination destination, List<Mailbox> recipients) {
        return load.edits().isOnTop() ? asked(load, destination, recipients)
                : HeaderRewrite.of(load.body(), load.edits(), loop).compose(made -> made
                        .map(rewritten -> asked(load.with(rewritten, load.edits()), destination, recipients)
                                .onComplete(_ -> rewritten.release()))
                        .orElseGet(() -> Future.succeededFuture(List.of(new Part(recipients, destination.route(), false,
                                Replies.STORAGE_EXHAUSTED, "no room for a body now")))));
    }

    private Future<List<Part>> asked(Load load, Destination destination, List<Mailbox> recipients) {
        return generation.router().candidates(destination).compose(list -> switch (list) {
            case CandidateList.Failed(var failure, var detail) -> Future.succeededFuture(
                    List.of(new Part(recipients, destination.route(), false, FailurePolicy.routing(failure), detail)));
            case CandidateList.Found found -> deliver(load, destination, recipients, found)
                    .compose(outcome -> settled(load, destination, recipients, outcome));
        });
    }

    private Future<Outcome> deliver(Load load, Destination destination, List<Mailbox> recipients, CandidateList.Found found) {
        var timeouts = generation.config().timeouts();
        var delivery = new Delivery(
                found.candidates(), envelope(load.message(), recipients), load.head(), load.body(),
                Budget.startingNow(timeouts.budget()).deadlineNanos(), timeouts.dotReply(), () -> true,
                Way.of(destination.route(), destination.terms(), peer(load.message())), Delivery.Witness.NONE);
        return relay.deliver(delivery);
    }

    private Future<List<Part>> settled(Load load, Destination destination, List<Mailbox> recipients, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> {
                var parts = refused(destination, accepted.refused(), OutcomeWords.detail(outcome));
                var taken = without(recipients, accepted.refused());
                var part = new Part(taken, destination.route(), true, accepted.reply(), OutcomeWords.detail(outcome));
                parts.add(part);
                yield load.delivered().apply(part).map(parts);
            }
            case Outcome.RecipientsRefused some when some.accepted() > 0 -> {
                var parts = refused(destination, some.refused(), OutcomeWords.detail(outcome));
                yield asked(load, destination, without(recipients, some.refused())).map(more -> {
                    parts.addAll(more);
                    return parts;
                });
            }
            case Outcome.RecipientsRefused some ->
                    Future.succeededFuture(refused(destination, some.refused(), OutcomeWords.detail(outcome)));
            case Outcome.Refused _, Outcome.Lost _, Outcome.Babble _, Outcome.Lacks _, Outcome.BudgetSpent _ ->
                    Future.succeededFuture(List.of(new Part(recipients, destination.route(), false,
                            FailurePolicy.outcome(outcome, load.message().id(), destination.softBounce()),
                            OutcomeWords.detail(outcome))));
        };
    }

    private static List<Part> refused(Destination destination, Map<Mailbox, Reply> refused, String detail) {
        var parts = new ArrayList<Part>();
        refused.forEach((mailbox, reply) ->
                parts.add(new Part(List.of(mailbox), destination.route(), false, reply, detail)));
        return parts;
    }

    private static List<Mailbox> without(List<Mailbox> recipients, Map<Mailbox, Reply> refused) {
        return recipients.stream().filter(mailbox -> !refused.containsKey(mailbox)).toList();
    }

    private static Envelope envelope(QuarantinedMessage message, List<Mailbox> recipients) {
        return new Envelope(message.id(), message.from(), recipients, message.parameters(), message.requests());
    }

    private static Peer peer(QuarantinedMessage message) {
        return Peer.connecting(message.client(), 0).greeted(message.helo(), true);
    }
}
