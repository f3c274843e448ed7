package io.postern.policy;

import io.postern.smtp.ForwardPath;
import io.postern.smtp.Replies;
import io.postern.smtp.ReversePath;

/** The lists of senders and recipients, whoever the client is. */
record EnvelopeRules(AccessList senders, AccessList recipients) {

    private static final String POSTMASTER = "postmaster";
    private static final Decision SENDER_BLOCKED =
            new Decision.Refuse(Replies.SENDER_BLOCKED, Decision.Then.STAY, "sender-blocked");
    private static final Decision RECIPIENT_BLOCKED =
            new Decision.Refuse(Replies.RECIPIENT_BLOCKED, Decision.Then.STAY, "recipient-blocked");

    boolean isEmpty() {
        return senders.isEmpty() && recipients.isEmpty();
    }

    /** The null reverse-path is on no list: it carries the reports of others (RFC 5321 §4.5.5). */
    Decision sender(ReversePath from) {
        return from.mailbox().isPresent() && senders.contains(from.mailbox().get()) ? SENDER_BLOCKED : Decision.ALLOW;
    }

    Decision recipient(ForwardPath to) {
        return to instanceof ForwardPath.To(var mailbox) && recipients.contains(mailbox) ? RECIPIENT_BLOCKED : Decision.ALLOW;
    }

    /** RFC 5321 §4.5.1: postmaster hears of what is wrong with us, from those too whom we refuse otherwise. */
    static boolean isPostmaster(ForwardPath to) {
        return switch (to) {
            case ForwardPath.Postmaster _ -> true;
            case ForwardPath.To(var mailbox) -> mailbox.localPart().equalsIgnoreCase(POSTMASTER);
        };
    }
}
