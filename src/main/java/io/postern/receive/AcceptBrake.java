package io.postern.receive;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.postern.wire.Connection;
import io.vertx.core.Vertx;

/**
 * Slows the listeners down while the node has no place for anybody. A 421 sends a client on to another host, so it is
 * worth its cost, but that cost (about 70 us of CPU, mostly the system's) must not grow with a flood: each loop says only
 * so many in a while, then the listener rests, and the system's queue holds who comes. That is for a full node alone:
 * where one client is refused for itself, the others would be the ones to wait. On one loop.
 */
final class AcceptBrake {

    /** About 4 % of a loop. */
    static final int REFUSALS = 50;
    static final Duration WHILE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final LongSupplier nanoClock;
    private long beganNanos;
    private int refusals;

    AcceptBrake(Vertx vertx, LongSupplier nanoClock) {
        this.vertx = vertx;
        this.nanoClock = nanoClock;
        beganNanos = nanoClock.getAsLong();
    }

    /** {@code connection} was refused because the node is full. */
    void refused(Connection connection) {
        if (isSpent()) {
            var goOn = connection.holdListener();
            vertx.setTimer(WHILE.toMillis(), _ -> goOn.run());
        }
    }

    /** Counts a refusal: whether it was the last for this while. */
    boolean isSpent() {
        long now = nanoClock.getAsLong();
        if (now - beganNanos >= WHILE.toNanos()) {
            beganNanos = now;
            refusals = 0;
        }
        return ++refusals >= REFUSALS;
    }
}
