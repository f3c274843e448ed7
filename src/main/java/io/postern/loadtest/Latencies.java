package io.postern.loadtest;

import java.time.Duration;
import java.util.Arrays;

/** Durations kept one by one, eight octets each, so that the quantiles are exact. Confined to one thread. */
public final class Latencies {

    private long[] nanos = new long[1024];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    public int count() {
        return count;
    }

    /** The duration that the share {@code quantile} (0 to 1) of all did not exceed; zero if there are none. */
    public Duration quantile(double quantile) {
        if (count == 0) {
            return Duration.ZERO;
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[Math.clamp((long) Math.ceil(quantile * count) - 1, 0, count - 1)]);
    }
}
