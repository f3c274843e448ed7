package io.postern.gateway;

import java.time.Duration;

/** The time one message has from the client's dot to ours; scan, DNS, connects and all candidates share it. */
public record Budget(long deadlineNanos) {

    public static Budget startingNow(Duration length) {
        return new Budget(System.nanoTime() + length.toNanos());
    }

    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    public boolean isSpent() {
        return deadlineNanos - System.nanoTime() <= 0;
    }
}
