package io.postern.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Keeps messages from a hop in trouble: open for a while, longer each time in a row, then half-open for one message at a
 * time, the probe, until one succeeds. Times are as {@link System#nanoTime}. Not thread-safe.
 */
final class Breaker {

    enum State { CLOSED, OPEN, HALF_OPEN }

    /** Troubles in a row that open it where none is conclusive: a message alone may upset a hop. */
    static final int ENOUGH = 3;
    static final long FIRST_NANOS = Duration.ofSeconds(5).toNanos();
    static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();
    /** Longer than any attempt takes; whoever probes for longer has been lost. */
    private static final long LOST_PROBE_NANOS = Duration.ofMinutes(15).toNanos();
    /** Nodes that lost a hop together do not come back to it together. */
    private static final double JITTER = 0.2;

    private final RandomGenerator random;
    private State state = State.CLOSED;
    private int inRow;
    private int openings;
    private long untilNanos;
    private boolean probing;
    private long probeNanos;

    Breaker(RandomGenerator random) {
        this.random = random;
    }

    State state(long now) {
        if (state == State.OPEN && now - untilNanos >= 0) {
            state = State.HALF_OPEN;
        }
        return state;
    }

    /** Whether a message may go there as if nothing were. */
    boolean admits(long now) {
        return switch (state(now)) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> !probing || now - probeNanos > LOST_PROBE_NANOS;
        };
    }

    /** As {@link #admits}; where half-open the caller's message is the probe from now on. */
    boolean tryPass(long now) {
        if (!admits(now)) {
            return false;
        }
        probing = state == State.HALF_OPEN;
        probeNanos = now;
        return true;
    }

    /** Troubles of one outage arrive together: while it is open another one does not lengthen its time. */
    void failed(boolean conclusive, long now) {
        inRow++;
        var before = state(now);
        if (before == State.HALF_OPEN || before == State.CLOSED && (conclusive || inRow >= ENOUGH)) {
            open(now);
        }
    }

    private void open(long now) {
        long time = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(openings, 10));
        openings++;
        state = State.OPEN;
        probing = false;
        untilNanos = now + (long) (time * (1 - JITTER * random.nextDouble()));
    }

    void succeeded() {
        state = State.CLOSED;
        probing = false;
        inRow = 0;
        openings = 0;
    }

    /** A probe that said nothing leaves the question to the next one. */
    void abandoned() {
        probing = false;
    }

    /** Since the last success. */
    int troublesInRow() {
        return inRow;
    }

    /** Until it is half-open; 0 if it is not open. */
    long openNanos(long now) {
        return state(now) == State.OPEN ? untilNanos - now : 0;
    }
}
