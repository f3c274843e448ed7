package io.postern.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.postern.config.Config;

/** Turns times to live into ends, by the configured floor and ceiling. A TTL of 0 stays 0: used once (RFC 1035 §3.2.1). */
record Expiry(Config.Dns config, InstantSource clock) {

    private static final Duration FAILURE = Duration.ofSeconds(5);
    private static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(5);

    Instant positive(Duration ttl) {
        return end(ttl, config.ttlCeiling());
    }

    /** RFC 2308 §5; five minutes at most. */
    Instant negative(Duration ttl) {
        return end(ttl, least(config.ttlCeiling(), LONGEST_NEGATIVE));
    }

    /** RFC 9520 §3.2: long enough to spare the servers, short enough not to delay mail. */
    Instant failure() {
        return clock.instant().plus(FAILURE);
    }

    /** What came from another node lives no longer than what we would have asked for ourselves. */
    Instant clamped(Instant foreign) {
        var latest = clock.instant().plus(config.ttlCeiling());
        return foreign.isAfter(latest) ? latest : foreign;
    }

    private Instant end(Duration ttl, Duration ceiling) {
        if (ttl.isZero()) {
            return clock.instant();
        }
        var raised = ttl.compareTo(config.ttlFloor()) < 0 ? config.ttlFloor() : ttl;
        return clock.instant().plus(least(raised, ceiling));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
