package io.postern.policy;

import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;

/**
 * What next hops said about recipients when a message for several could not be answered with one reply (I2). Without
 * this memory a mixed message would be deferred until it bounces for everyone.
 */
public interface LearnedRecipients {

    /** What is known of one recipient, for one sender and one destination. */
    sealed interface Memory {

        record Unknown() implements Memory {
        }

        /** Refused for good: the words may be said again without asking. */
        record Refused(Reply reply) implements Memory {
        }

        /** Refused for now: it travels alone, so that its answer is only its own. */
        record Alone() implements Memory {
        }
    }

    Memory UNKNOWN = new Memory.Unknown();
    Memory ALONE = new Memory.Alone();

    /** {@code destination} is any string that is equal for equal destinations. */
    Memory recall(ReversePath from, Mailbox recipient, String destination);

    void refused(ReversePath from, Mailbox recipient, String destination, Reply reply);

    void accepted(ReversePath from, Mailbox recipient, String destination);

    /** Cheap: lets the common case skip the key. */
    boolean isEmpty();
}
