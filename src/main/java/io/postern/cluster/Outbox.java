package io.postern.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is to be told to all nodes, gathered: the first at once, what follows within a tenth of a second together, with the
 * next one after that or at the next beat. Past its bounds it forgets, which costs a question. Thread-safe.
 */
final class Outbox<T> {

    private static final int MOST_WAITING = 5_000;
    private static final int MOST_TOGETHER = 200;
    private static final long QUIET_NANOS = 100_000_000;

    private final LongSupplier nanoClock;
    private final Consumer<List<T>> tell;
    private final BlockingQueue<T> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong toldNanos;

    Outbox(LongSupplier nanoClock, Consumer<List<T>> tell) {
        this.nanoClock = nanoClock;
        this.tell = tell;
        this.toldNanos = new AtomicLong(nanoClock.getAsLong() - QUIET_NANOS);
    }

    void add(T each) {
        waiting.offer(each);
        long told = toldNanos.get();
        long now = nanoClock.getAsLong();
        if (now - told >= QUIET_NANOS && toldNanos.compareAndSet(told, now)) {
            flush();
        }
    }

    void beat() {
        if (!waiting.isEmpty()) {
            toldNanos.set(nanoClock.getAsLong());
            flush();
        }
    }

    private void flush() {
        while (!waiting.isEmpty()) {
            var together = new ArrayList<T>(MOST_TOGETHER);
            waiting.drainTo(together, MOST_TOGETHER);
            if (!together.isEmpty()) {
                tell.accept(together);
            }
        }
    }
}
