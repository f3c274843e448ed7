package io.postern.policy;

import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;

/**
 * What next hops said about recipients: when a message for several could not be answered with one reply (I2), for without
 * this memory it would be deferred until it bounces for everyone; and of addresses, whoever writes to them. Bounded; answers
 * at once, on any thread.
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

        /** The next hop took it not long ago: it need not be asked again beforehand. */
        record Known() implements Memory {
        }
    }

    Memory UNKNOWN = new Memory.Unknown();
    Memory ALONE = new Memory.Alone();
    Memory KNOWN = new Memory.Known();

    /** {@code destination} is any string that is equal for equal destinations. */
    Memory recall(ReversePath from, Mailbox recipient, String destination);

    /** Of one sender, and of any where the reply is about the address. */
    void refused(ReversePath from, Mailbox recipient, String destination, Reply reply);

    /** Of any sender, if the reply is about the address; else nothing is kept. */
    void refused(Mailbox recipient, String destination, Reply reply);

    /** For any sender. */
    void known(Mailbox recipient, String destination);

    /** Ends what is known of one sender. */
    void accepted(ReversePath from, Mailbox recipient, String destination);

    /** Cheap: lets the common case skip the key. */
    boolean isEmpty();
}
