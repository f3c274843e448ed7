package io.postern.gateway;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.config.Config.Checks;
import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.message.TraceFields;
import io.postern.observe.MailLog;
import io.postern.observe.SessionTrace;
import io.postern.policy.ClientCheck;
import io.postern.policy.Decision;
import io.postern.policy.LearnedRecipients;
import io.postern.receive.Answer;
import io.postern.receive.MailExchange;
import io.postern.relay.Relay;
import io.postern.route.Destination;
import io.postern.route.RouteFailure;
import io.postern.route.Router;
import io.postern.route.Routing;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.vertx.core.Context;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/** Carries the transactions of one session, one after the other, from MAIL to the answer to the final dot. */
final class MailTransaction implements MailExchange {

    /** More Received lines of ours than this are a loop; fewer are domains here that forward to each other. */
    private static final int OUR_RECEIVED_LINES = 5;

    private final Shared shared;
    private final Generation generation;
    private final Relay relay;
    private final Context loop;
    private final InetAddress client;
    private final ClientCheck.Admitted check;
    private final SessionTrace trace;

    private Peer peer;
    private ReversePath from = ReversePath.NULL;
    private MailParameters parameters = MailParameters.NONE;
    private String id = "";
    /** This and those below are made when something comes into them: most sessions wait most of the time. */
    private List<Mailbox> recipients = List.of();
    private Map<Mailbox, RcptParameters> requests = Map.of();
    /** One for each RCPT that was taken; kept only for PRDR. */
    private List<Mailbox> named = List.of();
    private Destination destination;
    /** Its only recipient was refused for now before: no other may share the answer (I2). */
    private boolean alone;
    private boolean gone;
    private Kinship kinship = Kinship.UNKNOWN;
    /** Each cause is told once a transaction: most recipients would hear the same. */
    private Set<String> refusedFor = Set.of();

    /** Whether the client is a node of this cluster: dear to find out, and asked once a session. */
    private enum Kinship { UNKNOWN, SIBLING, STRANGER }

    MailTransaction(Shared shared, Generation generation, Relay relay, Context loop, InetAddress client,
            ClientCheck.Admitted check) {
        this.shared = shared;
        this.generation = generation;
        this.relay = relay;
        this.loop = loop;
        this.client = client;
        this.check = check;
        this.trace = shared.traces().session(client);
    }

    @Override
    public Future<Reply> mail(Peer peer, ReversePath from, MailParameters parameters) {
        reset();
        if (isSibling()) {
            return Future.succeededFuture(Replies.MAIL_LOOP);
        }
        if (parameters.size().orElse(0) > generation.config().limits().messageSize().octets()) {
            return Future.succeededFuture(Replies.TOO_LARGE);
        }
        id = shared.ids().next();
        if (hasNoRoomFor(parameters)) {
            RefusedMessage.record(shared, id, client, from, 0, Replies.STORAGE_EXHAUSTED, "body-budget");
            return Future.succeededFuture(Replies.STORAGE_EXHAUSTED);
        }
        this.peer = peer;
        this.from = from;
        this.parameters = parameters;
        return Future.succeededFuture(Replies.MAIL_OK);
    }

    /** RFC 1870 §6.1: what cannot be kept now is refused for now, before its octets are sent. */
    private boolean hasNoRoomFor(MailParameters parameters) {
        return parameters.size().isPresent()
                && generation.sessions().bodies().isExhausted(parameters.size().getAsLong());
    }

    /**
     * A load balancer in front of us is ours too, yet what comes from it is a client's; and the machines of other nodes may
     * have mail of their own, if this configuration lets them relay.
     */
    private boolean isSibling() {
        if (kinship == Kinship.UNKNOWN) {
            kinship = shared.cluster().isSibling(client) && !generation.relayAccess().permits(client)
                    && !generation.config().identity().addresses().contains(client.getHostAddress())
                    ? Kinship.SIBLING : Kinship.STRANGER;
        }
        return kinship == Kinship.SIBLING;
    }

    @Override
    public Future<Reply> recipient(ForwardPath path, RcptParameters requested) {
        var decision = generation.access().recipient(check, from, path);
        return decision.succeeded() ? decided(decision.result(), path, requested)
                : decision.compose(made -> decided(made, path, requested));
    }

    private Future<Reply> decided(Decision decision, ForwardPath path, RcptParameters requested) {
        if (decision instanceof Decision.Refuse refusal) {
            return Future.succeededFuture(refuse(path, refusal));
        }
        return switch (path) {
            // RFC 6531 §3.4: the parameter of MAIL speaks for all addresses of the transaction
            case ForwardPath.To to when !parameters.smtpUtf8() && !(to.mailbox().isAscii() && requested.isAscii()) ->
                    Future.succeededFuture(Replies.RECIPIENT_NOT_ASCII);
            case ForwardPath.To to -> recipient(to.mailbox(), requested);
            case ForwardPath.Postmaster _ -> postmaster(requested);
        };
    }

    private Reply refuse(ForwardPath path, Decision.Refuse refusal) {
        return refuse(path, refusal.reply(), refusal.cause(), "");
    }

    private Reply refuse(ForwardPath path, Reply reply, String cause, String detail) {
        if (!refusedFor.contains(cause)) {
            refusedFor = refusedFor.isEmpty() ? new HashSet<>(2) : refusedFor;
            refusedFor.add(cause);
            var route = path instanceof ForwardPath.To(var mailbox) ? generation.router().label(mailbox.domain()) : Router.OTHER;
            RefusedMessage.recipient(shared, id, knownPeer(), from, path, route, reply, cause, detail);
        }
        return reply;
    }

    /** The client as it is known by now. */
    private Peer knownPeer() {
        var name = check.name();
        return name.isPresent() ? peer.named(name.get()) : peer;
    }

    /** RFC 5321 §4.5.1: mail for postmaster is taken whatever else is not. */
    private Future<Reply> postmaster(RcptParameters requested) {
        var configured = generation.config().postmaster().orElse("");
        int at = configured.lastIndexOf('@');
        if (at < 0) {
            return Future.succeededFuture(Replies.RELAY_DENIED);
        }
        var domain = Domain.parse(configured.substring(at + 1)).orElseThrow();
        return recipient(new Mailbox(configured.substring(0, at), new Domain(domain.name())), requested);
    }

    private Future<Reply> recipient(Mailbox mailbox, RcptParameters requested) {
        if (recipients.contains(mailbox)) {
            return Future.succeededFuture(again(mailbox, requested));
        }
        if (recipients.size() >= generation.config().limits().recipients()) {
            return Future.succeededFuture(Replies.TOO_MANY_RECIPIENTS);
        }
        if (alone) {
            return Future.succeededFuture(Replies.RECIPIENT_ALONE);
        }
        var checks = generation.router().checks(mailbox.domain());
        return checks.equals(Checks.DEFAULT)
                ? route(mailbox).map(routing -> routed(mailbox, requested, routing)) : checked(mailbox, requested, checks);
    }

    private Future<Routing> route(Mailbox mailbox) {
        return generation.router().route(mailbox.domain(), generation.relayAccess().permits(client));
    }

    /** The wait is asked for beside the route, so that what one command asks of the grid is asked at once. */
    private Future<Reply> checked(Mailbox mailbox, RcptParameters requested, Checks checks) {
        var check = new RecipientCheck(shared, generation, relay, client, from);
        var waiting = check.waiting(mailbox, checks, this.check.name());
        return route(mailbox).compose(routing -> routing instanceof Routing.To(var next) && isUndecided(mailbox, next)
                ? check.check(mailbox, next, knownPeer(), waiting).map(refusal -> checked(mailbox, requested, next, refusal))
                : Future.succeededFuture(routed(mailbox, requested, routing)));
    }

    /** Nothing that is known already decides. */
    private boolean isUndecided(Mailbox mailbox, Destination next) {
        return (destination == null || destination.equals(next))
                && !(remembered(mailbox, next) instanceof LearnedRecipients.Memory.Refused);
    }

    private Reply checked(Mailbox mailbox, RcptParameters requested, Destination next, Optional<Decision.Refuse> refusal) {
        if (refusal.isEmpty()) {
            return join(mailbox, requested, next);
        }
        return refuse(new ForwardPath.To(mailbox), refusal.get());
    }

    private LearnedRecipients.Memory remembered(Mailbox mailbox, Destination next) {
        return shared.learned().isEmpty() ? LearnedRecipients.UNKNOWN
                : shared.learned().recall(from, mailbox, next.keyFor(client));
    }

    /** Named twice it is sent once, unless something else is wanted this time (RFC 3461 §4): then in a message of its own. */
    private Reply again(Mailbox mailbox, RcptParameters requested) {
        if (!requests.getOrDefault(mailbox, RcptParameters.NONE).equals(requested)) {
            return Replies.REQUESTED_OTHERWISE;
        }
        if (parameters.prdr()) {
            named.add(mailbox);
        }
        return Replies.RCPT_OK;
    }

    private Reply routed(Mailbox mailbox, RcptParameters requested, Routing routing) {
        return switch (routing) {
            case Routing.To to -> join(mailbox, requested, to.destination());
            case Routing.Denied _ -> refuse(new ForwardPath.To(mailbox), Replies.RELAY_DENIED, "relay-denied", "");
            case Routing.Failed(var failure, var detail) -> {
                if (failure == RouteFailure.MISCONFIGURED) {
                    shared.metrics().alert("misconfigured-route");
                }
                yield refuse(new ForwardPath.To(mailbox), FailurePolicy.routing(failure), "route", detail);
            }
        };
    }

    /** One transaction, one destination (I3), and what next hops said of this recipient before (I2). */
    private Reply join(Mailbox mailbox, RcptParameters requested, Destination next) {
        if (destination != null && !destination.equals(next)) {
            return Replies.OTHER_DESTINATION;
        }
        return switch (remembered(mailbox, next)) {
            case LearnedRecipients.Memory.Refused refused ->
                    refuse(new ForwardPath.To(mailbox), refused.reply(), "recipients", "said before");
            case LearnedRecipients.Memory.Alone _ when !recipients.isEmpty() -> Replies.RECIPIENT_ALONE;
            case LearnedRecipients.Memory.Alone _ -> {
                var reply = take(mailbox, requested, next);
                alone = reply.isPositive();
                yield reply;
            }
            case LearnedRecipients.Memory.Unknown _, LearnedRecipients.Memory.Known _ -> take(mailbox, requested, next);
        };
    }

    private Reply take(Mailbox mailbox, RcptParameters requested, Destination next) {
        if (generation.rates().take(client, from, mailbox) instanceof Decision.Refuse refusal) {
            return refuse(new ForwardPath.To(mailbox), refusal);
        }
        destination = next;
        recipients = recipients.isEmpty() ? new ArrayList<>(1) : recipients;
        recipients.add(mailbox);
        if (!requested.equals(RcptParameters.NONE)) {
            requests = requests.isEmpty() ? new HashMap<>() : requests;
            requests.put(mailbox, requested);
        }
        if (parameters.prdr()) {
            named = named.isEmpty() ? new ArrayList<>() : named;
            named.add(mailbox);
        }
        return Replies.RCPT_OK;
    }

    @Override
    public Reply data() {
        return Replies.START_MAIL_INPUT;
    }

    @Override
    public Future<Answer> finish(Body body, TraceFields received) {
        var message = new MessageInFlight(
                new Envelope(id, from, recipients, parameters, requests), knownPeer(), destination, body, received.isHeadless(),
                forged(received), trace, Budget.startingNow(generation.config().timeouts().budget()));
        var named = List.copyOf(this.named);
        reset();
        if (received.ours() > OUR_RECEIVED_LINES || received.all() > generation.config().limits().receivedHops()) {
            message.close(shared, "rejected", "loop", Replies.MAIL_LOOP, "");
            return Future.succeededFuture(Answer.of(Replies.MAIL_LOOP));
        }
        return new Passage(shared, generation, relay, message, loop, () -> gone).begin()
                .map(answer -> toEachNamed(answer, message.envelope().recipients(), named));
    }

    private HeaderEdits forged(TraceFields received) {
        return received.hasResultsOfOurs()
                ? HeaderEdits.withoutResultsOf(generation.sessions().resultsNames()) : HeaderEdits.NONE;
    }

    /** A recipient that was named twice is sent once, but PRDR owes a reply for each RCPT. */
    private static Answer toEachNamed(Answer answer, List<Mailbox> recipients, List<Mailbox> named) {
        if (answer.perRecipient().isEmpty() || named.size() == recipients.size()) {
            return answer;
        }
        var replies = new ArrayList<Reply>(named.size());
        for (var mailbox : named) {
            replies.add(answer.perRecipient().get(recipients.indexOf(mailbox)));
        }
        return new Answer(replies, answer.reply());
    }

    @Override
    public void refused(Reply reply, String cause) {
        RefusedMessage.record(shared, id, client, from, recipients.size(), reply, cause);
        reset();
    }

    @Override
    public void unheard(Reply reply) {
        if (reply.isPositive()) {
            shared.metrics().duplicateRisk();
            MailLog.event(Level.WARN, "reply-unheard",
                    "client", client.getHostAddress(), "reply", reply, "duplicate", "possible");
        }
    }

    @Override
    public void reset() {
        recipients = List.of();
        requests = Map.of();
        named = List.of();
        destination = null;
        alone = false;
        refusedFor = Set.of();
        from = ReversePath.NULL;
        parameters = MailParameters.NONE;
    }

    @Override
    public void closed() {
        trace.end();
        gone = true;
        reset();
        shared.connections().leave(client);
        shared.metrics().sessionClosed();
    }
}
