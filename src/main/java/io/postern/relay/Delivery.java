package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.postern.message.Body;
import io.postern.route.Candidate;
import io.postern.smtp.Envelope;

/**
 * One message on its way out. {@code trace} and {@code body} stay the caller's, which holds a reference of each until the
 * outcome is there. {@code budgetDeadlineNanos} is on the scale of {@link System#nanoTime}. {@code stillWanted} is asked
 * before each candidate and before the dot, on the loop.
 */
public record Delivery(
        List<Candidate> candidates,
        Envelope envelope,
        ByteBuf trace,
        Body body,
        long budgetDeadlineNanos,
        Duration dotReply,
        BooleanSupplier stillWanted,
        Way way,
        Witness witness) {

    /** Hears how a delivery gets on, on the loop. */
    @FunctionalInterface
    public interface Witness {

        Witness NONE = nanos -> { };

        /** An attempt has a connection, or will get none, after so long. */
        void connected(long nanos);

        /** The id under which the dialogues with next hops are traced; empty if they are not. */
        default String trace() {
            return "";
        }
    }

    public Delivery(List<Candidate> candidates, Envelope envelope, ByteBuf trace, Body body,
            long budgetDeadlineNanos, Duration dotReply, BooleanSupplier stillWanted) {
        this(candidates, envelope, trace, body, budgetDeadlineNanos, dotReply, stillWanted, Way.PLAIN, Witness.NONE);
    }

    public Delivery(List<Candidate> candidates, Envelope envelope, ByteBuf trace, Body body,
            long budgetDeadlineNanos, Duration dotReply) {
        this(candidates, envelope, trace, body, budgetDeadlineNanos, dotReply, () -> true);
    }

    boolean budgetSpent() {
        return System.nanoTime() - budgetDeadlineNanos >= 0;
    }
}
