package io.postern.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

import io.postern.config.Config.Checks;
import io.postern.config.Config.Verify;
import io.postern.observe.MailLog;
import io.postern.policy.Decision;
import io.postern.policy.LearnedRecipients;
import io.postern.relay.Relay;
import io.postern.relay.Verification;
import io.postern.relay.Way;
import io.postern.route.CandidateList;
import io.postern.route.Destination;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/** What a recipient goes through before it is taken, where its route wants that: greylisting, then the question at a next hop. */
record RecipientCheck(Shared shared, Generation generation, Relay relay, InetAddress client, ReversePath from) {

    private static final Future<Duration> NO_WAIT = Future.succeededFuture(Duration.ZERO);

    /** A client waits five minutes for the answer to RCPT (RFC 5321 §4.5.3.2.3), and has many to say. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long the client has to wait until it may come again; {@code name}: its own, if it is known. */
    Future<Duration> waiting(Mailbox mailbox, Checks checks, Optional<String> name) {
        return checks.greylist().isZero() || generation.access().isWelcome(client, name)
                ? NO_WAIT : shared.greylist().wait(client, from, mailbox, checks.greylist());
    }

    /** Empty: it may be taken. */
    Future<Optional<Decision.Refuse>> check(Mailbox mailbox, Destination destination, Peer peer, Future<Duration> waiting) {
        return waiting.compose(wait -> wait.isZero()
                ? verified(mailbox, destination, peer)
                : Future.succeededFuture(Optional.of(new Decision.Refuse(
                        Replies.greylisted(wait.toSeconds() + 1), Decision.Then.STAY, "greylisted"))));
    }

    private Future<Optional<Decision.Refuse>> verified(Mailbox mailbox, Destination destination, Peer peer) {
        var known = shared.learned().recall(from, mailbox, destination.keyFor(client));
        if (destination.checks().verify() != Verify.PROBE || !(known instanceof LearnedRecipients.Memory.Unknown)) {
            return Future.succeededFuture(Optional.empty());
        }
        return generation.router().candidates(destination).compose(list -> switch (list) {
            case CandidateList.Found(var candidates) -> relay
                    .verify(candidates, mailbox, Way.of(destination.route(), destination.terms(), peer), PATIENCE)
                    .map(said -> learned(mailbox, destination, said));
            case CandidateList.Failed _ -> Future.succeededFuture(Optional.empty());
        });
    }

    /** A hop that did not say is no reason to refuse anything: then the message itself will tell. */
    private Optional<Decision.Refuse> learned(Mailbox mailbox, Destination destination, Verification said) {
        shared.metrics().recipientQuestion(said.word());
        var key = destination.keyFor(client);
        return switch (said) {
            case Verification.Taken _ -> {
                shared.learned().known(mailbox, key);
                yield Optional.empty();
            }
            case Verification.Refused(var hop, var reply) -> {
                var words = FailurePolicy.learned(hop.host(), reply, destination.softBounce());
                shared.learned().refused(mailbox, key, words);
                yield Optional.of(new Decision.Refuse(words, Decision.Then.STAY, "recipients"));
            }
            case Verification.Unsaid(var why) -> {
                MailLog.event(Level.DEBUG, "recipient-not-verified", "to", mailbox, "why", why);
                yield Optional.empty();
            }
        };
    }
}
