package io.postern.route;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Keeps messages from a hop in trouble: open for a while, longer each time in a row, then half-open for one message at a
 * time, the probe, until one succeeds. Other nodes have breakers for the same hop: who opened it is the first to probe, the
 * others follow a little later, each at a time of its own, if nothing was heard. Times are as {@link System#nanoTime}. Not
 * thread-safe.
 */
final class Breaker {

    enum State { CLOSED, OPEN, HALF_OPEN }

    /** Whether a message passes, and as what. */
    enum Pass { NO, YES, PROBE }

    /** Troubles in a row that open it where none is conclusive: a message alone may upset a hop. */
    static final int ENOUGH = 3;
    static final long FIRST_NANOS = Duration.ofSeconds(5).toNanos();
    static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();
    /** What another node said holds so much longer here, and up to twice that: its own probe comes first. */
    static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();
    /** For so long another node's probe is waited for unless it is heard of again. */
    static final long LEASE_NANOS = Duration.ofSeconds(10).toNanos();
    /** Longer than any attempt takes; whoever probes for longer has been lost. */
    private static final long LOST_PROBE_NANOS = Duration.ofMinutes(15).toNanos();
    private static final int MOST_OPENINGS = 10;
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
            case HALF_OPEN -> !isProbing(now);
        };
    }

    /** Where half-open the caller's message is the probe from now on. */
    Pass tryPass(long now) {
        if (!admits(now)) {
            return Pass.NO;
        }
        probing = state == State.HALF_OPEN;
        probeNanos = now;
        return probing ? Pass.PROBE : Pass.YES;
    }

    /** A message of this node is the probe. */
    boolean isProbing(long now) {
        return state(now) == State.HALF_OPEN && probing && now - probeNanos <= LOST_PROBE_NANOS;
    }

    /**
     * Troubles of one outage arrive together: while it is open another one does not lengthen its time.
     *
     * @return whether it opened
     */
    boolean failed(boolean conclusive, long now) {
        inRow++;
        var before = state(now);
        if (before == State.HALF_OPEN || before == State.CLOSED && (conclusive || inRow >= ENOUGH)) {
            open(now);
            return true;
        }
        return false;
    }

    private void open(long now) {
        long time = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(openings, MOST_OPENINGS));
        openings++;
        open((long) (time * (1 - JITTER * random.nextDouble())), now);
    }

    private void open(long nanos, long now) {
        state = State.OPEN;
        probing = false;
        untilNanos = now + nanos;
    }

    /** Another node has opened its own for so long. */
    void openedElsewhere(long nanos, int times, long now) {
        openings = Math.max(openings, Math.min(times, MOST_OPENINGS));
        long left = Math.clamp(nanos, 0, LONGEST_NANOS);
        open(left + (long) (GRACE_NANOS * (1 + random.nextDouble())), now);
    }

    /** Another node's message is the probe: nobody here goes before it has been given the time. */
    void probedElsewhere(long now) {
        if (state(now) != State.CLOSED && !isProbing(now)) {
            open(Math.max(LEASE_NANOS, openNanos(now)), now);
        }
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

    /** How often it opened since then. */
    int openings() {
        return openings;
    }

    /** Until it is half-open; 0 if it is not open. */
    long openNanos(long now) {
        return state(now) == State.OPEN ? untilNanos - now : 0;
    }
}
