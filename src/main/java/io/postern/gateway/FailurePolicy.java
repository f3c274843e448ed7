package io.postern.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.postern.config.Scan.OnQuarantine;
import io.postern.receive.Answer;
import io.postern.relay.Outcome;
import io.postern.relay.Phase;
import io.postern.route.RouteFailure;
import io.postern.scan.Verdict;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/**
 * Turns what happened into what the client hears: the only file that does. A 5xx needs someone with authority behind
 * it, the next hop, the scanner, the DNS or policy (I7); our own troubles, and peers we cannot parse, are 4xx.
 */
final class FailurePolicy {

    private FailurePolicy() {
    }

    /** No destination for a recipient. */
    static Reply routing(RouteFailure failure) {
        return switch (failure) {
            case NO_SUCH_DOMAIN -> Replies.NO_SUCH_DOMAIN;
            case NO_ADDRESS, REFUSED_ADDRESS -> Replies.NO_HOST_ADDRESS;
            case NULL_MX -> Replies.NULL_MX;
            case LOOP -> Replies.MAIL_LOOP;
            case MISCONFIGURED -> Replies.MISCONFIGURED;
            case DNS_UNAVAILABLE -> Replies.DNS_UNAVAILABLE;
        };
    }

    /** A verdict after which the message goes no further; {@code stored} tells if the quarantine has it durably. */
    static Reply verdict(Verdict verdict, String id, boolean stored) {
        return switch (verdict) {
            case Verdict.Reject(var why, var words) -> words.map(Replies::printable).orElseGet(() -> Replies.rejectedByScanner(why));
            case Verdict.Defer(_, var words) -> words.map(Replies::printable).orElse(Replies.SCAN_DEFERRED);
            case Verdict.RefuseRecipients _ -> Replies.SOME_RECIPIENTS_REFUSED;
            case Verdict.Unsure _ -> Replies.SCAN_DEFERRED;
            case Verdict.Discard _ -> Replies.accepted(id);
            case Verdict.Quarantine(var why, var told) -> !stored ? Replies.QUARANTINE_UNAVAILABLE
                    : told == OnQuarantine.REJECT ? Replies.rejectedByScanner(why) : Replies.accepted(id);
            case Verdict.Clean _, Verdict.Tag _, Verdict.Redirect _ -> throw new IllegalArgumentException("not a failure: " + verdict);
        };
    }

    /** No way to the mailbox that the configuration redirects to. */
    static Reply redirection(RouteFailure failure) {
        return failure == RouteFailure.DNS_UNAVAILABLE ? Replies.DNS_UNAVAILABLE : Replies.MISCONFIGURED;
    }

    /** The end of the way to it: what is refused there for good is our trouble, not the sender's (I7). */
    static Reply redirection(Outcome outcome, String id) {
        var reply = outcome(outcome, id, false);
        return reply.isPermanent() ? Replies.MISCONFIGURED : reply;
    }

    /** The end of the way out. */
    static Reply outcome(Outcome outcome, String id, boolean softBounce) {
        var reply = switch (outcome) {
            case Outcome.Accepted _ -> Replies.accepted(id);
            case Outcome.Refused refused -> refused(refused);
            case Outcome.RecipientsRefused some -> recipients(some);
            case Outcome.Lost lost -> lost(lost);
            case Outcome.Babble _ -> Replies.NEXT_HOP_PROTOCOL;
            case Outcome.Lacks lacks -> switch (lacks.lack()) {
                case SIZE -> Replies.NEXT_HOP_SIZE;
                case EIGHT_BIT, BINARY -> Replies.NEXT_HOP_NOT_EIGHT_BIT;
                case UTF8_ADDRESSES -> Replies.NEXT_HOP_NOT_UTF8;
            };
            case Outcome.BudgetSpent _ -> Replies.OUT_OF_TIME;
        };
        return softBounce ? softened(reply) : reply;
    }

    /** The answer where nothing is to be told of single recipients; with PRDR all of them hear the same. */
    static Answer toAll(Envelope envelope, Reply reply) {
        return isPerRecipient(envelope)
                ? new Answer(Collections.nCopies(envelope.recipients().size(), reply), reply) : Answer.of(reply);
    }

    /**
     * With PRDR each recipient hears its own refusal or what became of the message. What is said last is positive if
     * anybody got it, and 5xx only if that is true for all.
     */
    static Answer answer(Outcome outcome, Envelope envelope, boolean softBounce) {
        var reply = outcome(outcome, envelope.id(), softBounce);
        if (!isPerRecipient(envelope)) {
            return Answer.of(reply);
        }
        return switch (outcome) {
            case Outcome.Accepted(var hop, var _, var refused) ->
                    new Answer(each(envelope, hop.host(), refused, reply, softBounce), reply);
            case Outcome.RecipientsRefused(var hop, var refused, int accepted) when accepted == 0 ->
                    new Answer(each(envelope, hop.host(), refused, reply, softBounce), reply);
            default -> toAll(envelope, reply);
        };
    }

    static boolean isPerRecipient(Envelope envelope) {
        return envelope.parameters().prdr() && envelope.recipients().size() > 1;
    }

    private static List<Reply> each(
            Envelope envelope, String host, Map<Mailbox, Reply> refused, Reply others, boolean softBounce) {
        var replies = new ArrayList<Reply>(envelope.recipients().size());
        for (var recipient : envelope.recipients()) {
            var refusal = refused.get(recipient);
            var reply = refusal == null ? others : refusal(host, refusal);
            replies.add(softBounce ? softened(reply) : reply);
        }
        return replies;
    }

    /** What is to be remembered of one recipient; with {@code softBounce} nothing that would bounce its next mail. */
    static Reply learned(String host, Reply refusal, boolean softBounce) {
        var reply = Replies.passedOn(host, refusal);
        return softBounce ? softened(reply) : reply;
    }

    private static Reply refused(Outcome.Refused refused) {
        var reply = refused.reply();
        var host = refused.hop().host();
        if (reply.isAboutClient()) {
            return Replies.because(Replies.NEXT_HOP_PROTOCOL, host, reply);
        }
        return switch (refused.phase()) {
            case CONNECT, GREETING, EHLO, TLS -> Replies.because(Replies.NEXT_HOP_UNREACHABLE, host, reply);
            case MAIL, RCPT, DATA, BODY -> Replies.passedOn(host, asOurs(reply));
            case DOT, RSET, QUIT -> Replies.passedOn(host, reply);
        };
    }

    /** A 4xx before the dot was about the session with the hop, of which the client knows nothing: 451 with its words. */
    private static Reply asOurs(Reply reply) {
        return reply.isTransient() ? new Reply(451, reply.status(), reply.lines()) : reply;
    }

    /** A route with {@code soft-bounce} makes 5xx into 4xx, so that nothing bounces while it is being set up. */
    private static Reply softened(Reply reply) {
        if (!reply.isPermanent()) {
            return reply;
        }
        var status = reply.status().map(s -> new EnhancedStatus(4, s.subject(), s.detail()));
        return new Reply(reply.code() - 100, status, reply.lines());
    }

    private static Reply recipients(Outcome.RecipientsRefused some) {
        if (some.accepted() > 0) {
            return Replies.SOME_RECIPIENTS_REFUSED;
        }
        return refusal(some.hop().host(), decisive(some.refused().values()));
    }

    private static Reply refusal(String host, Reply reply) {
        return reply.isAboutClient()
                ? Replies.because(Replies.NEXT_HOP_PROTOCOL, host, reply)
                : Replies.passedOn(host, reply);
    }

    /** The first refusal; the first that we answer with 4xx if there is any, for 5xx must be true for all (I2). */
    private static Reply decisive(Collection<Reply> refusals) {
        return refusals.stream().filter(reply -> reply.isTransient() || reply.isAboutClient()).findFirst().orElseGet(() -> refusals.iterator().next());
    }

    private static Reply lost(Outcome.Lost lost) {
        if (lost.phase() == Phase.BODY && lost.hop().isEmpty()) {
            return Replies.STORAGE_EXHAUSTED; // our own temporary file cannot be read
        }
        return lost.duplicatePossible() ? Replies.NEXT_HOP_LOST : Replies.NEXT_HOP_UNREACHABLE;
    }
}
