package io.postern.quarantine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Failures with no success between them. Single ones are of what lies in a place; so many are of the place itself, and to go
 * on would cost time and tell nothing new. Thread-safe.
 */
final class FailureStreak {

    private static final int MESSAGES = 64;

    private final int most;
    private final AtomicInteger failures = new AtomicInteger();

    FailureStreak(int most) {
        this.most = most;
    }

    static FailureStreak ofMessages() {
        return new FailureStreak(MESSAGES);
    }

    /** Something succeeded. One that is too long has no end. */
    void end() {
        failures.updateAndGet(so -> so < most ? 0 : so);
    }

    /** Fails if that is one too many. */
    void add(Exception failure) throws IOException {
        if (failures.incrementAndGet() >= most) {
            throw new IOException("given up after " + most + " failures in a row, the last of them " + failure, failure);
        }
    }

    boolean isTooLong() {
        return failures.get() >= most;
    }
}
