package io.postern.quarantine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The time as the vault's own place tells it: nodes' clocks, and a file server's, differ. After it was told it goes on with the
 * time that passes here, whatever our clock is set to meanwhile. Thread-safe.
 */
final class VaultClock {

    private record Told(Instant time, long nanos) {
    }

    private final InstantSource ours;
    private volatile Optional<Told> told = Optional.empty();

    VaultClock(InstantSource ours) {
        this.ours = ours;
    }

    void told(Instant time) {
        told = Optional.of(new Told(time, System.nanoTime()));
    }

    /** By our own clock until it was told. */
    Instant now() {
        return told.map(last -> last.time().plusNanos(System.nanoTime() - last.nanos())).orElseGet(ours::instant);
    }

    /** By how much our clock is ahead; negative if it is behind. */
    Duration ahead() {
        return told.isEmpty() ? Duration.ZERO : Duration.between(now(), ours.instant());
    }
}
