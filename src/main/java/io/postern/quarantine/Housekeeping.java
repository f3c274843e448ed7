package io.postern.quarantine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.postern.observe.MailLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import org.slf4j.event.Level;

/**
 * What is done beside storing: old folders are converted, stock is taken, what has had its time goes. On a worker of its own,
 * one thing at a time; who asks while it is under way waits for the same.
 */
final class Housekeeping {

    private final WorkerExecutor worker;
    private final Vault vault;
    private final OpenIndex index;
    private final Stocktaking stocktaking;
    private final Retention retention;
    private final AtomicReference<Future<Void>> running = new AtomicReference<>(Future.succeededFuture());
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicBoolean changed = new AtomicBoolean();
    private volatile long doneNanos;

    Housekeeping(WorkerExecutor worker, Vault vault, OpenIndex index, Stocktaking stocktaking, Retention retention) {
        this.worker = worker;
        this.vault = vault;
        this.index = index;
        this.stocktaking = stocktaking;
        this.retention = retention;
        this.doneNanos = System.nanoTime() - vault.freshness().toNanos() - 1;
    }

    /** Completes when all of it is done; what failed has been told to the log. */
    Future<Void> run() {
        var promise = Promise.<Void>promise();
        var before = running.get();
        if (!before.isComplete() || !running.compareAndSet(before, promise.future())) {
            return running.get();
        }
        worker.<Void>executeBlocking(() -> {
            // A folder that takes nothing now can still be read, and what was not looked at now need not stay for ever.
            tried("quarantine-not-converted", vault::convert);
            tried("quarantine-housekeeping-failed", stocktaking::run);
            tried("quarantine-housekeeping-failed", retention::run);
            tried("quarantine-housekeeping-failed", this::count);
            doneNanos = System.nanoTime();
            return null;
        }, false).onComplete(promise);
        return promise.future();
    }

    /** As {@link #run}, if that was long enough ago to be worth its cost. */
    Future<Void> refresh() {
        boolean fresh = !index.isBehind() && System.nanoTime() - doneNanos < vault.freshness().toNanos();
        return fresh ? Future.succeededFuture() : run();
    }

    private interface Step {

        void run() throws IOException;
    }

    private static void tried(String eventWord, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException failure) {
            MailLog.limited(Level.WARN, eventWord, "cause", failure.toString());
        }
    }

    /**
     * One message more, or less, as it seems: what stock was being taken of at that moment may have been counted before.
     * {@link #recount} puts it right.
     */
    void count(int more, long moreOctets) {
        messages.addAndGet(more);
        changed.set(true);
        if (retention.isTooMuch(octets.addAndGet(moreOctets))) {
            run();
        }
    }

    /** Counts anew if there was a change. */
    void recount() {
        if (changed.getAndSet(false)) {
            worker.executeBlocking(() -> {
                count();
                return null;
            }, false).onFailure(_ -> changed.set(true));
        }
    }

    private void count() throws IOException {
        messages.set(index.asked(QuarantineIndex::count));
        octets.set(index.asked(QuarantineIndex::octets));
    }

    long messages() {
        return messages.get();
    }

    /** After what is under way. */
    Future<Void> close() {
        return running.get().otherwiseEmpty().eventually(worker::close);
    }
}
