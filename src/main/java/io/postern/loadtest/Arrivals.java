package io.postern.loadtest;

import java.util.Optional;

/** Hands out the messages of a load, each once, when its pace says so. Times are nanoseconds since the start. */
final class Arrivals {

    private final Pace pace;
    private int made;
    private boolean over;

    Arrivals(Pace pace) {
        this.pace = pace;
    }

    /** In an open loop: a message that is due at {@code now} or before; empty if there is none. */
    Optional<Attempts> due(long now) {
        return pace instanceof Pace.Open(var schedule) && !over && schedule.nanosOf(made) <= now
                ? Optional.of(new Attempts(new MessageId(made), schedule.nanosOf(made++))) : Optional.empty();
    }

    /** In an open loop: when the next message is due; empty if none will be. */
    Optional<Long> next() {
        if (over || !(pace instanceof Pace.Open(var schedule))) {
            return Optional.empty();
        }
        long next = schedule.nanosOf(made);
        over = next == Long.MAX_VALUE;
        return over ? Optional.empty() : Optional.of(next);
    }

    /** In a closed loop: a message for a session that has none; empty if there are no more. */
    Optional<Attempts> asked(long now) {
        if (over || !(pace instanceof Pace.Closed(var most, var duration))) {
            return Optional.empty();
        }
        over = made >= most || now >= duration.toNanos();
        return over ? Optional.empty() : Optional.of(new Attempts(new MessageId(made++), now));
    }

    /** No message will follow. */
    boolean isOver() {
        return over;
    }

    void stop() {
        over = true;
    }
}
