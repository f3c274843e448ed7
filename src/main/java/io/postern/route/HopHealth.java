package io.postern.route;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What is known of next hops: whether they work and how long they take. Any thread, never waits. Bad hops go last, they are
 * never left out. Each attempt begins once and ends once: failed, succeeded or abandoned.
 */
public interface HopHealth {

    /** What a hop of which nothing is known may take, and a quick one at least: below it differences mean nothing. */
    long LEAST_NANOS = 10_000_000;

    /** Its breaker is open, or half-open with a probe under way: others are to be asked first. */
    boolean isBad(InetSocketAddress hop);

    /** What a message more may have to wait: the time a message takes, for each that is under way and this one. */
    default long waitNanos(InetSocketAddress hop) {
        return LEAST_NANOS;
    }

    /** Begins an attempt unless the hop is bad; the one that a half-open breaker lets pass is its probe. */
    boolean tryBegin(Candidate hop);

    /** Begins an attempt all the same: there is nobody better left to ask. */
    void begin(Candidate hop);

    /** The hop could not be reached or did not speak SMTP. */
    void failed(InetSocketAddress hop, HopTrouble trouble);

    /** The hop answered as it should, if only to refuse this mail: it is good again at once. */
    void succeeded(InetSocketAddress hop);

    /** The attempt ended in a way that says nothing of the hop. */
    void abandoned(InetSocketAddress hop);

    /** From the attempt's begin to the hop's answer to the dot, of a message small enough to tell of the hop. */
    default void took(InetSocketAddress hop, long nanos) {
    }

    /** What is held, in no order. */
    default List<HopReport> reports() {
        return List.of();
    }

    /** What is held of this one; empty is what nothing is known of. */
    default HopReport report(InetSocketAddress hop) {
        return HopReport.unknown(hop);
    }

    /** Hops whose breaker is not closed. */
    default long open() {
        return 0;
    }

    /** Forgets all about the hop; whether there was anything. */
    default boolean reset(InetSocketAddress hop) {
        return false;
    }
}
