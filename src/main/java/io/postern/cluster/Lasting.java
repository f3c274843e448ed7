package io.postern.cluster;

import java.util.function.LongSupplier;

/** A condition that counts only once it has lasted, and ends at once. Not thread-safe. */
final class Lasting {

    enum Turn { UNCHANGED, BEGUN, ENDED }

    private final long lastsNanos;
    private final LongSupplier nanoClock;
    private boolean pending;
    private boolean counts;
    private long sinceNanos;

    Lasting(long lastsNanos, LongSupplier nanoClock) {
        this.lastsNanos = lastsNanos;
        this.nanoClock = nanoClock;
    }

    /** What the condition, as it is {@code now}, changes. */
    Turn turn(boolean now) {
        if (!now) {
            var ended = counts;
            pending = false;
            counts = false;
            return ended ? Turn.ENDED : Turn.UNCHANGED;
        }
        if (!pending) {
            pending = true;
            sinceNanos = nanoClock.getAsLong();
        }
        if (!counts && nanoClock.getAsLong() - sinceNanos >= lastsNanos) {
            counts = true;
            return Turn.BEGUN;
        }
        return Turn.UNCHANGED;
    }
}
