package io.postern.scan;

import java.util.concurrent.TimeUnit;

/**
 * How long the scanners of one message together may still wait for the grid (I6): half of what one command may, for the way to
 * the next hop may ask it too. Waits that overlap count each. On the message's own loop.
 */
final class GridPatience {

    private static final long WHOLE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private long spentNanos;

    long leftMillis() {
        return TimeUnit.NANOSECONDS.toMillis(WHOLE_NANOS - spentNanos);
    }

    void spend(long nanos) {
        spentNanos += nanos;
    }
}
