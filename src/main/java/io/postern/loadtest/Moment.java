package io.postern.loadtest;

import java.time.Duration;

/**
 * What about a second of a load was like; {@code at} is its end, counted from the start. On a busy machine it may have been
 * longer.
 */
public record Moment(
        Duration at,
        Duration length,
        long due,
        long acknowledged,
        long deferred,
        long refused,
        Duration p50,
        Duration p99,
        Duration longest,
        int sessions,
        int waiting) {

    /** So many of this moment as a rate; the last one, which may be short, is taken as a whole second. */
    double perSecond(long count) {
        return count / Math.max(1, length.toNanos() / 1e9);
    }
}
