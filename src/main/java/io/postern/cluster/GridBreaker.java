package io.postern.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Spares mail the wait for a grid that does not answer: after a few operations in a row that failed or came too late,
 * nothing is asked for a second; the first failure after that closes the way for another second. Thread-safe.
 */
final class GridBreaker {

    private static final int PATIENCE = 3;
    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoClock;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong askAgainNanos;

    GridBreaker(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.askAgainNanos = new AtomicLong(nanoClock.getAsLong());
    }

    boolean mayAsk() {
        return nanoClock.getAsLong() - askAgainNanos.get() >= 0;
    }

    void answered() {
        failures.set(0);
    }

    void failed() {
        if (failures.incrementAndGet() >= PATIENCE) {
            failures.set(PATIENCE - 1);
            askAgainNanos.set(nanoClock.getAsLong() + REST_NANOS);
        }
    }
}
