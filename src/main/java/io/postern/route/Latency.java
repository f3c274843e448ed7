package io.postern.route;

import java.time.Duration;

/**
 * How long a hop takes, of late: up by half of the difference at once, so that trouble counts soon and one slow message
 * alone does not condemn; down by the time between the samples. Without samples it fades, so that a hop that was slow is
 * asked again. Times are as {@link System#nanoTime}. Not thread-safe.
 */
final class Latency {

    private static final double MEMORY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final double FADING_NANOS = Duration.ofMinutes(1).toNanos();

    private double nanos;
    private long atNanos;

    void observe(long took, long now) {
        if (nanos == 0) {
            nanos = took;
        } else {
            double known = faded(now);
            double share = took > known ? 0.5 : 1 - Math.exp(-(now - atNanos) / MEMORY_NANOS);
            nanos = known + (took - known) * share;
        }
        atNanos = now;
    }

    /** 0 if there was no sample. */
    long nanos(long now) {
        return nanos == 0 ? 0 : (long) faded(now);
    }

    private double faded(long now) {
        return nanos * Math.exp(-Math.max(0, now - atNanos) / FADING_NANOS);
    }
}
