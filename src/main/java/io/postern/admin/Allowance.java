package io.postern.admin;

import java.util.function.LongSupplier;

/** So many at once and so many a second, whoever asks. Of one thread. */
final class Allowance {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double most;
    private final double perSecond;
    private final LongSupplier nanoTime;
    private double left;
    private long at;

    Allowance(int most, int perSecond, LongSupplier nanoTime) {
        this.most = most;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.left = most;
        this.at = nanoTime.getAsLong();
    }

    /** Whether one more may pass now. */
    boolean take() {
        long now = nanoTime.getAsLong();
        left = Math.min(most, left + (now - at) / NANOS_PER_SECOND * perSecond);
        at = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
