package io.postern.relay;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * Lets out a route's messages in their order of coming: first as many a second as it may, of which one second's worth may
 * come at once, then as many at once as it may. Thread-safe.
 */
final class RouteGate {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RouteLimit limit;
    private final long intervalNanos;
    private final ArrayDeque<Promise<Boolean>> waiting = new ArrayDeque<>();
    /** When the next message would begin if all came evenly. */
    private long dueNanos = System.nanoTime();
    private int inside;

    RouteGate(RouteLimit limit) {
        this.limit = limit;
        this.intervalNanos = limit.messagesPerSecond() == 0 ? 0 : SECOND_NANOS / limit.messagesPerSecond();
    }

    /** On {@code context}: true is a place inside, to be given up by {@link #leave}; false if none comes in time. */
    Future<Boolean> enter(ContextInternal context, long deadlineNanos) {
        long delayNanos = turn(System.nanoTime(), deadlineNanos);
        if (delayNanos < 0) {
            return context.succeededFuture(false);
        }
        if (delayNanos == 0) {
            return place(context, deadlineNanos);
        }
        var turn = context.<Void>promise();
        context.owner().setTimer(TimeUnit.NANOSECONDS.toMillis(delayNanos) + 1, _ -> turn.complete());
        return turn.future().compose(_ -> place(context, deadlineNanos));
    }

    /** How long until this message's turn; negative, and no turn is taken, if that is past the deadline. */
    private synchronized long turn(long nowNanos, long deadlineNanos) {
        if (intervalNanos == 0) {
            return 0;
        }
        long due = dueNanos - nowNanos > 0 ? dueNanos : nowNanos;
        long begin = due - (SECOND_NANOS - intervalNanos);
        if (begin - deadlineNanos >= 0) {
            return -1;
        }
        dueNanos = due + intervalNanos;
        return Math.max(0, begin - nowNanos);
    }

    private Future<Boolean> place(ContextInternal context, long deadlineNanos) {
        Promise<Boolean> place;
        synchronized (this) {
            if (limit.connections() == 0 || inside < limit.connections() && waiting.isEmpty()) {
                inside++;
                return context.succeededFuture(true);
            }
            place = context.promise();
            waiting.add(place);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
        long timer = context.owner().setTimer(Math.max(1, millis), _ -> giveUp(place));
        return place.future().onComplete(_ -> context.owner().cancelTimer(timer));
    }

    private void giveUp(Promise<Boolean> place) {
        boolean waited;
        synchronized (this) {
            waited = waiting.remove(place);
        }
        if (waited) {
            place.complete(false);
        }
    }

    void leave() {
        Promise<Boolean> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                inside--;
            }
        }
        if (next != null) {
            next.complete(true);
        }
    }

    /** Messages on their way now. */
    synchronized int inside() {
        return inside;
    }
}
