package io.postern.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

/** How long messages took, to three digits, up to an hour. Confined to one thread. */
public final class Latencies {

    private static final long MOST_NANOS = Duration.ofHours(1).toNanos();
    private static final long UNIT_NANOS = 1_000;

    /** So many took more than {@code from} and not more than {@code to}. */
    public record Bar(Duration from, Duration to, long count) {
    }

    private final Histogram micros = new Histogram(MOST_NANOS / UNIT_NANOS, 3);

    void add(long nanos) {
        micros.recordValue(Math.clamp(nanos / UNIT_NANOS, 0, MOST_NANOS / UNIT_NANOS));
    }

    void clear() {
        micros.reset();
    }

    public long count() {
        return micros.getTotalCount();
    }

    /** The duration that the share {@code quantile} (0 to 1) of all did not exceed; zero if there are none. */
    public Duration quantile(double quantile) {
        return micros.getTotalCount() == 0 ? Duration.ZERO : duration(micros.getValueAtPercentile(quantile * 100));
    }

    public Duration mean() {
        return micros.getTotalCount() == 0 ? Duration.ZERO : duration((long) micros.getMean());
    }

    /** Bars of equal width on a logarithmic axis, from 0.1 ms on, without the empty ones at both ends. */
    public List<Bar> bars(int perDecade) {
        var bars = new ArrayList<Bar>();
        double from = 0;
        double to = 100;
        long seen = 0;
        while (seen < count()) {
            long upTo = micros.getCountBetweenValues(0, (long) to);
            if (upTo > seen || !bars.isEmpty()) {
                bars.add(new Bar(duration((long) from), duration((long) to), upTo - seen));
            }
            seen = upTo;
            from = to;
            to *= Math.pow(10, 1.0 / perDecade);
        }
        return bars;
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(micros * UNIT_NANOS);
    }
}
