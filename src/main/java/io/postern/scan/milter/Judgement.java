package io.postern.scan.milter;

import java.util.Locale;
import java.util.Optional;

import io.postern.scan.Verdict;
import io.postern.scan.milter.FilterReply.Broken;
import io.postern.scan.milter.FilterReply.Code;
import io.postern.scan.milter.FilterReply.Plain;
import io.postern.smtp.Reply;

/** What an answer means at the stage at which it was given, up to the end of the message. */
sealed interface Judgement {

    /** Nothing is said yet. */
    record GoOn() implements Judgement {
    }

    /** The filter has seen enough of this stage. */
    record Enough() implements Judgement {
    }

    /** Only the recipient that was named last is not to have the message. */
    record RefuseRecipient(Reply reply) implements Judgement {
    }

    /** It need not hear more. */
    record Over(Verdict verdict) implements Judgement {
    }

    Reply REJECTED = Reply.of(550, "5.7.1", "Refused by a filter");
    Reply PUT_OFF = Reply.of(451, "4.7.1", "Put off by a filter, try again later");

    static Judgement of(Stage stage, FilterReply reply) {
        var refusal = refusal(reply);
        if (refusal.isPresent()) {
            return stage == Stage.RCPT ? new RefuseRecipient(refusal.get()) : new Over(verdict(refusal.get(), stage));
        }
        return switch (reply) {
            case Plain.CONTINUE -> new GoOn();
            case Plain.ACCEPT -> new Over(Verdict.Clean.CLEAN);
            case Plain.DISCARD -> new Over(new Verdict.Discard("by the filter"));
            case Plain.SKIP -> stage == Stage.BODY || stage == Stage.HEADER || stage == Stage.RCPT
                    ? new Enough() : over(Broken.BABBLE);
            case Plain.SHUTDOWN -> over(new Broken("shutdown"));
            case Plain.CONNECTION_FAILS -> over(new Broken("connection-fails"));
            case Broken broken -> over(broken);
            default -> over(Broken.BABBLE);
        };
    }

    /** What stands behind a refusal by which the message, or a recipient, is not taken. */
    static Optional<Reply> refusal(FilterReply reply) {
        return switch (reply) {
            case Plain.REJECT -> Optional.of(REJECTED);
            case Plain.TEMPFAIL -> Optional.of(PUT_OFF);
            case Code(var own) -> Optional.of(own);
            default -> Optional.empty();
        };
    }

    static Verdict verdict(Reply refusal, Stage stage) {
        var why = "at " + stage.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + refusal;
        return refusal.isPermanent()
                ? new Verdict.Reject(why, Optional.of(refusal)) : new Verdict.Defer(why, Optional.of(refusal));
    }

    private static Judgement over(Broken broken) {
        return new Over(new Verdict.Unsure(broken.cause()));
    }
}
