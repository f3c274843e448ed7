package io.postern.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import org.slf4j.event.Level;

/**
 * Tells people that something stands in the grid that no node of this cluster put there: each is counted as an alert, and
 * one in a minute is written to the log, since a stranger decides how many there are. Thread-safe.
 */
final class ForgeryAlarm implements Runnable {

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Metrics metrics;
    private final LongSupplier nanoClock;
    private final AtomicLong nextNanos;

    ForgeryAlarm(Metrics metrics, LongSupplier nanoClock) {
        this.metrics = metrics;
        this.nanoClock = nanoClock;
        this.nextNanos = new AtomicLong(nanoClock.getAsLong());
    }

    @Override
    public void run() {
        metrics.alert("grid-forgery");
        long now = nanoClock.getAsLong();
        long next = nextNanos.get();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + QUIET_NANOS)) {
            MailLog.event(Level.ERROR, "grid-forgery", "why",
                    "a value in the grid is not sealed under cluster.secret: a stranger, or a node with another secret");
        }
    }
}
