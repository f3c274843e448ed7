package io.postern.relay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.route.Candidate;
import io.postern.smtp.Capabilities;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/**
 * What a next hop answers to MAIL and to each RCPT of one transaction: whether the body may follow (I2), and what became
 * of the recipients. With PRDR the client hears an answer for each of several recipients, so those accepted go on without the others.
 */
final class EnvelopeAnswers {

    /** Of each refusal: there may be a thousand, and 400 KiB in each (see {@code ReplyParser}). */
    private static final int KEPT_CHARACTERS = 1_000;

    private final Candidate hop;
    private final List<Mailbox> recipients;
    private final int offered;
    private final boolean mayPart;
    private Map<Mailbox, Reply> refused = Map.of();
    private Optional<Reply> mailRefusal = Optional.empty();
    private Optional<Reply> trouble = Optional.empty();
    private int answered;

    EnvelopeAnswers(Candidate hop, Envelope envelope, Capabilities announced) {
        this.hop = hop;
        this.recipients = envelope.recipients();
        this.offered = Math.min(recipients.size(), announced.rcptMax());
        this.mayPart = envelope.parameters().prdr() && recipients.size() > 1;
    }

    /** How many recipients are named to the hop: no more than it takes in one transaction (RFC 9422 §4.2). */
    int offered() {
        return offered;
    }

    /** The hop takes fewer recipients than there are: without PRDR nothing is gained by asking for any. */
    boolean isHopeless() {
        return offered < recipients.size() && !mayPart;
    }

    /** As {@link #refusal} without having asked: those over the limit travel alone next time, which ends. */
    Outcome tooMany() {
        answered = offered;
        refuseTheRest();
        return refusal();
    }

    void mailRefused(Reply reply) {
        mailRefusal = Optional.of(reply);
    }

    void recipient(Reply reply) {
        if (!reply.isPositive()) {
            refuse(recipients.get(answered), reply);
            if (trouble.isEmpty() && reply.isAboutClient()) {
                trouble = Optional.of(reply);
            }
        }
        if (++answered == offered) {
            refuseTheRest();
        }
    }

    private void refuseTheRest() {
        for (int i = offered; i < recipients.size(); i++) {
            refuse(recipients.get(i), Replies.TOO_MANY_RECIPIENTS);
        }
    }

    private void refuse(Mailbox recipient, Reply reply) {
        if (refused.isEmpty()) {
            refused = new LinkedHashMap<>();
        }
        refused.put(recipient, reply.abridged(KEPT_CHARACTERS));
    }

    boolean isMore() {
        return answered < offered;
    }

    Mailbox next() {
        return recipients.get(answered);
    }

    boolean permitBody() {
        return mailRefusal.isEmpty() && trouble.isEmpty()
                && (refused.isEmpty() || mayPart && refused.size() < recipients.size());
    }

    /** Why the body may not follow. */
    Outcome refusal() {
        if (mailRefusal.isPresent()) {
            return new Outcome.Refused(hop, Phase.MAIL, mailRefusal.get());
        }
        if (trouble.isPresent()) {
            return new Outcome.Refused(hop, Phase.RCPT, trouble.get());
        }
        return new Outcome.RecipientsRefused(hop, refused, recipients.size() - refused.size());
    }

    /** What the refusal of the message itself means where some recipients were refused before: each has its own answer. */
    Outcome refused(Phase phase, Reply reply) {
        if (refused.isEmpty() || phase.mayFailOver() && (reply.isTransient() || reply.isAboutClient())) {
            return new Outcome.Refused(hop, phase, reply);
        }
        var each = new LinkedHashMap<Mailbox, Reply>();
        for (var recipient : recipients) {
            each.put(recipient, refused.getOrDefault(recipient, reply));
        }
        return new Outcome.RecipientsRefused(hop, each, 0);
    }

    Outcome accepted(Reply reply) {
        return new Outcome.Accepted(hop, reply, refused);
    }
}
