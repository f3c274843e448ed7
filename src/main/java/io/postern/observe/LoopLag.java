package io.postern.observe;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.vertx.core.Vertx;

/**
 * How late one event loop comes to its work: the lateness of a timer, averaged over about a second. While the loop is
 * stuck its timer is too, so a reading counts what is overdue. Ticks on the loop, one timer a loop; read by any thread.
 */
public final class LoopLag {

    /** A loop this late is at its limit: a message takes about ten turns of the loop, so seconds longer than it should. */
    public static final Duration LIMIT = Duration.ofMillis(500);

    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final double MEMORY_NANOS = Duration.ofSeconds(1).toNanos();
    /** One long stop of the whole process is over when it is over. */
    private static final long MOST_NANOS = 2 * LIMIT.toNanos();

    private final LongSupplier nanoClock;
    private volatile long dueNanos;
    private volatile double averageNanos;

    LoopLag(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        dueNanos = nanoClock.getAsLong() + PERIOD.toNanos();
    }

    /** Of the loop that this is called on; it ticks until the verticle or the Vert.x ends. */
    public static LoopLag watch(Vertx vertx) {
        var lag = new LoopLag(System::nanoTime);
        lag.arm(vertx);
        return lag;
    }

    private void arm(Vertx vertx) {
        vertx.setTimer(PERIOD.toMillis(), _ -> {
            tick();
            arm(vertx);
        });
    }

    /** The timer fired; the next one is due a period from now. */
    void tick() {
        long now = nanoClock.getAsLong();
        long late = Math.clamp(now - dueNanos, 0, MOST_NANOS);
        double weight = 1 - Math.exp(-(late + PERIOD.toNanos()) / MEMORY_NANOS);
        averageNanos += (late - averageNanos) * weight;
        dueNanos = now + PERIOD.toNanos();
    }

    public double seconds() {
        return Math.max(averageNanos, nanoClock.getAsLong() - dueNanos) / 1e9;
    }
}
