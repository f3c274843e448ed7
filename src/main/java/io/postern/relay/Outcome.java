package io.postern.relay;

import java.util.Map;
import java.util.Optional;

import io.postern.route.Candidate;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;

/** What became of one delivery, or of one attempt at it. Reports only; what it means to the client is judged elsewhere. */
public sealed interface Outcome {

    /** {@code refused}: recipients that do not get it although others do, which only PRDR allows; in the envelope's order. */
    record Accepted(Candidate hop, Reply reply, Map<Mailbox, Reply> refused) implements Outcome {

        public Accepted(Candidate hop, Reply reply) {
            this(hop, reply, Map.of());
        }
    }

    /**
     * The next hop's 4xx or 5xx, at most 421 or one about us if it came to RCPT. In {@link Phase#BODY} it came early; in
     * {@link Phase#DOT} it may have come to MAIL or RCPT that were sent together with what ends the message.
     */
    record Refused(Candidate hop, Phase phase, Reply reply) implements Outcome {
    }

    /** Some or all recipients were refused, and nothing was delivered to any. In the order of the envelope. */
    record RecipientsRefused(Candidate hop, Map<Mailbox, Reply> refused, int accepted) implements Outcome {
    }

    /** Not connected, timed out or closed; no hop if there was no candidate, or the delivery was not wanted any more. */
    record Lost(Optional<Candidate> hop, Phase phase, String cause, boolean duplicatePossible) implements Outcome {
    }

    record Babble(Candidate hop, Phase phase, String what, boolean duplicatePossible) implements Outcome {
    }

    record Lacks(Candidate hop, Lack lack) implements Outcome {
    }

    record BudgetSpent(Phase phase) implements Outcome {
    }
}
