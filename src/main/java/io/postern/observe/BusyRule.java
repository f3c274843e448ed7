package io.postern.observe;

import java.time.Duration;

/**
 * When a node becomes busy, and when it is no longer: a high load must last to count, and so must a low one, so that a
 * pause of the collector or a short burst changes nothing and the node does not flap between the two. Not thread-safe.
 */
final class BusyRule {

    static final double BUSY_FROM = 0.9;
    static final double READY_BELOW = 0.7;
    static final Duration BUSY_AFTER = Duration.ofSeconds(2);
    static final Duration READY_AFTER = Duration.ofSeconds(5);

    private boolean busy;
    private boolean turning;
    private long sinceNanos;

    /** Whether the node is busy, this {@code load} included. */
    boolean isBusy(double load, long nowNanos) {
        if (busy ? load >= READY_BELOW : load < BUSY_FROM) {
            turning = false;
            return busy;
        }
        if (!turning) {
            turning = true;
            sinceNanos = nowNanos;
        }
        if (nowNanos - sinceNanos >= (busy ? READY_AFTER : BUSY_AFTER).toNanos()) {
            busy = !busy;
            turning = false;
        }
        return busy;
    }
}
