package io.postern.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** All that this node knows of one next hop. Thread-safe by its own lock, which is never held for long. */
final class HopMemory {

    /** A thousand names may lead to one address; a few are enough to recognise it. */
    private static final int MOST_HOSTS = 5;

    private final Breaker breaker;
    private final Latency latency = new Latency();
    private final List<String> hosts = new ArrayList<>(1);
    private String lastHost = "";
    private int outstanding;
    private long failures;
    private Optional<HopReport.Last> last = Optional.empty();
    /** So that reading costs no lock where all is well. */
    private volatile boolean troubled;

    HopMemory(RandomGenerator random) {
        breaker = new Breaker(random);
    }

    boolean isBad(long now) {
        return troubled && isShut(now);
    }

    private synchronized boolean isShut(long now) {
        return !breaker.admits(now);
    }

    synchronized long waitNanos(long now) {
        return Math.max(HopHealth.LEAST_NANOS, latency.nanos(now)) * (1 + outstanding);
    }

    synchronized boolean tryBegin(String host, long now) {
        boolean passes = breaker.tryPass(now);
        if (passes) {
            begin(host);
        }
        return passes;
    }

    synchronized void begin(String host) {
        outstanding++;
        if (!host.equals(lastHost)) {
            lastHost = host;
            if (!hosts.contains(host) && hosts.size() < MOST_HOSTS) {
                hosts.add(host);
            }
        }
    }

    synchronized void failed(HopTrouble trouble, long now, Instant at) {
        ended();
        failures++;
        last = Optional.of(new HopReport.Last(trouble, at));
        breaker.failed(trouble.conclusive(), now);
        troubled = true;
    }

    synchronized void succeeded() {
        ended();
        if (troubled) {
            breaker.succeeded();
            troubled = false;
        }
    }

    synchronized void abandoned() {
        ended();
        breaker.abandoned();
    }

    /** An attempt that began before a reset may end after it. */
    private void ended() {
        outstanding = Math.max(0, outstanding - 1);
    }

    synchronized void took(long nanos, long now) {
        latency.observe(nanos, now);
    }

    boolean isOpen(long now) {
        return troubled && isNotClosed(now);
    }

    private synchronized boolean isNotClosed(long now) {
        return breaker.state(now) != Breaker.State.CLOSED;
    }

    synchronized HopReport report(InetSocketAddress address, long now, Instant at) {
        var state = breaker.state(now);
        var until = state == Breaker.State.OPEN
                ? Optional.of(at.plus(Duration.ofNanos(breaker.openNanos(now)))) : Optional.<Instant>empty();
        return new HopReport(address, hosts, state, until, last, breaker.troublesInRow(), failures,
                Duration.ofNanos(latency.nanos(now)), outstanding);
    }
}
