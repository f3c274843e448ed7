package io.postern.scan;

import java.util.ArrayDeque;
import java.util.Queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** So many at a time, the others in line; for callers of any event loop. Thread-safe. */
final class Permits {

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free;

    Permits(int count) {
        this.free = count;
    }

    /** Completes on {@code context} with a permit, to be given back by {@link #release()} once. */
    synchronized Future<Void> acquire(Context context) {
        if (free > 0) {
            free--;
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(() -> context.runOnContext(_ -> turn.complete()));
        return turn.future();
    }

    void release() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
