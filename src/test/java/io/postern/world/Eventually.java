package io.postern.world;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The only place where tests wait: for a condition, and never longer than the deadline. */
public final class Eventually {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private Eventually() {
    }

    public static void eventually(BooleanSupplier c) {
        long start = System.nanoTime();
        while (!c.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("did not come true in time");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
