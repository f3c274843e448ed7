package io.postern.scan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Scan.OnQuarantine;
import io.postern.message.Body;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;

/**
 * What a scanner thinks of a message. Texts are made harmless on construction: printable ASCII of a bounded length, for
 * they hold names that a stranger chose and end in replies, headers and logs.
 */
public sealed interface Verdict {

    /** Harmless as far as the scanner can see. */
    record Clean() implements Verdict {

        public static final Clean CLEAN = new Clean();
    }

    /**
     * May pass with its header changed so, and with another content where there is a {@code body}: one that the message's own
     * body keeps ({@link Body#keep}), with a header section that is not changed yet.
     */
    record Tag(HeaderEdits edits, Optional<Body> body) implements Verdict {

        public Tag(HeaderEdits edits) {
            this(edits, Optional.empty());
        }
    }

    /** The scanner could not look; {@code why} is a bounded word ({@code timeout}, {@code size-limit}): a metric's label. */
    record Unsure(String why) implements Verdict {

        public Unsure {
            why = PlainText.of(why);
        }
    }

    /** To be tried again later; {@code reply} where the scanner has one of its own, a 4xx. */
    record Defer(String why, Optional<Reply> reply) implements Verdict {

        public Defer {
            why = PlainText.of(why);
            require(reply.isEmpty() || reply.get().isTransient());
            reply = reply.map(Verdict::ofMessage);
        }

        public Defer(String why) {
            this(why, Optional.empty());
        }
    }

    /**
     * Some recipients are not to have it, each for its reason, the others may. One reply must be true for all: nobody gets it
     * now, and the next attempt is answered one by one (I2).
     */
    record RefuseRecipients(Map<Mailbox, Reply> refused) implements Verdict {

        public RefuseRecipients {
            require(refused.values().stream().allMatch(reply -> reply.isTransient() || reply.isPermanent()));
            var replies = new HashMap<>(refused);
            replies.replaceAll((_, reply) -> ofMessage(reply));
            refused = Map.copyOf(replies);
        }
    }

    /** To be accepted and dropped. */
    record Discard(String why) implements Verdict {

        public Discard {
            why = PlainText.of(why);
        }
    }

    /** To go to another mailbox in the place of its recipients. */
    record Redirect(String why, Mailbox to) implements Verdict {

        public Redirect {
            why = PlainText.of(why);
        }
    }

    /** To be kept in the quarantine store. Who is {@code told} of it is up to the configuration, whatever the scanner says. */
    record Quarantine(String why, OnQuarantine told) implements Verdict {

        public Quarantine {
            why = PlainText.of(why);
        }

        public Quarantine(String why) {
            this(why, OnQuarantine.ACCEPT);
        }
    }

    /** To be refused for good; {@code reply} where the scanner has one of its own, a 5xx. */
    record Reject(String why, Optional<Reply> reply) implements Verdict {

        public Reject {
            why = PlainText.of(why);
            require(reply.isEmpty() || reply.get().isPermanent());
        }

        public Reject(String why) {
            this(why, Optional.empty());
        }
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("a reply that says something else");
        }
    }

    /** A 421 would close our session with the client (RFC 5321 §3.8), which has done no more than send this message. */
    private static Reply ofMessage(Reply reply) {
        return reply.code() == 421 ? new Reply(451, reply.status(), reply.lines()) : reply;
    }

    /** The mark of a message that passes although the scanner could not look. */
    static Verdict unscanned(String scanner, String cause) {
        return new Tag(HeaderEdits.of("X-Postern-Unscanned", PlainText.of(scanner + "; " + cause)));
    }

    /** Whether the message does not reach its recipients, neither now nor later. */
    default boolean isRefusal() {
        return switch (this) {
            case Discard _, Redirect _, Quarantine _, Reject _ -> true;
            case Clean _, Tag _, Unsure _, Defer _, RefuseRecipients _ -> false;
        };
    }

    /**
     * The higher, the stricter: reject, quarantine, redirect, discard, defer, unsure, tag, clean. What is redirected is not
     * lost, and so comes before discard as quarantine does; but a mailbox has it, and so it comes after quarantine.
     */
    default int strictness() {
        return switch (this) {
            case Clean _ -> 0;
            case Tag _ -> 1;
            case Unsure _ -> 2;
            case Defer _, RefuseRecipients _ -> 3;
            case Discard _ -> 4;
            case Redirect _ -> 5;
            case Quarantine _ -> 6;
            case Reject _ -> 7;
        };
    }

    /** One lower-case word: a label of metrics and log. */
    default String word() {
        return switch (this) {
            case Clean _ -> "clean";
            case Tag _ -> "tag";
            case Unsure _ -> "unsure";
            case Defer _, RefuseRecipients _ -> "defer";
            case Discard _ -> "discard";
            case Redirect _ -> "redirect";
            case Quarantine _ -> "quarantine";
            case Reject _ -> "reject";
        };
    }

    /** The scanner's reason, empty for clean and tag. */
    default String reason() {
        return switch (this) {
            case Clean _, Tag _ -> "";
            case Unsure(var why) -> why;
            case Defer(var why, _) -> why;
            case RefuseRecipients(var refused) -> "recipients refused: " + refused.size();
            case Discard(var why) -> why;
            case Redirect(var why, _) -> why;
            case Quarantine(var why, _) -> why;
            case Reject(var why, _) -> why;
        };
    }

    /** Word and reason, for the log: {@code unsure (timeout)}. */
    default String words() {
        return reason().isEmpty() ? word() : word() + " (" + reason() + ")";
    }
}
