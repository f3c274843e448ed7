package io.postern.relay;

import io.postern.route.Candidate;
import io.postern.smtp.Reply;

/** What came of the question whether a next hop would take a recipient. */
public sealed interface Verification {

    record Taken() implements Verification {
    }

    /** There is no such mailbox, the hop says. */
    record Refused(Candidate hop, Reply reply) implements Verification {
    }

    /** No answer in time, or none that is about the recipient for good; {@code why} is for the log. */
    record Unsaid(String why) implements Verification {
    }

    /** One word: a metric's label. */
    default String word() {
        return switch (this) {
            case Taken _ -> "taken";
            case Refused _ -> "refused";
            case Unsaid _ -> "unsaid";
        };
    }
}
