package io.postern.loadtest;

import java.time.Duration;

/** What one second of a load was like; {@code at} is its end, counted from the start. */
public record Moment(
        Duration at,
        long due,
        long acknowledged,
        long deferred,
        long refused,
        Duration p50,
        Duration p99,
        Duration longest,
        int sessions,
        int waiting) {
}
