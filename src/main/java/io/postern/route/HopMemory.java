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

    /** What this node has just seen with its own eyes counts for more than what another one says. */
    static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

    /** Of what this node found out itself. */
    private static final String OURS = "";

    private final Breaker breaker;
    private final Latency latency = new Latency();
    private final List<String> hosts = new ArrayList<>(1);
    private String lastHost = "";
    private int outstanding;
    private long failures;
    private boolean everSucceeded;
    private long succeededNanos;
    private Optional<HopReport.Last> last = Optional.empty();
    /** The node that opened or probes, while the breaker is not closed. */
    private String by = OURS;
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

    synchronized Breaker.Pass tryBegin(String host, long now) {
        var pass = breaker.tryPass(now);
        if (pass != Breaker.Pass.NO) {
            begin(host);
        }
        by = pass == Breaker.Pass.PROBE ? OURS : by;
        return pass;
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

    /** Whether that opened the breaker. */
    synchronized boolean failed(HopTrouble trouble, long now, Instant at) {
        ended();
        failures++;
        last = Optional.of(new HopReport.Last(trouble, at));
        troubled = true;
        boolean opened = breaker.failed(trouble.conclusive(), now);
        by = opened ? OURS : by;
        return opened;
    }

    /** Whether that closed the breaker. */
    synchronized boolean succeeded(long now) {
        ended();
        everSucceeded = true;
        succeededNanos = now;
        return troubled && close(now);
    }

    private boolean close(long now) {
        boolean wasOpen = breaker.state(now) != Breaker.State.CLOSED;
        breaker.succeeded();
        by = OURS;
        troubled = false;
        return wasOpen;
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

    synchronized void heard(HopNews.Opened news, String node, long now, Instant at) {
        if (everSucceeded && now - succeededNanos < FRESH_NANOS || breaker.isProbing(now)) {
            return;
        }
        breaker.openedElsewhere(news.left().toNanos(), news.openings(), now);
        by = node;
        last = Optional.of(new HopReport.Last(news.trouble(), at));
        troubled = true;
    }

    synchronized void heardOfProbe(String node, long now) {
        if (troubled && breaker.state(now) != Breaker.State.CLOSED && !breaker.isProbing(now)) {
            breaker.probedElsewhere(now);
            by = node;
        }
    }

    synchronized void heardOfSuccess(long now) {
        close(now);
    }

    /** What others should hear of this hop again; empty where they have nothing to know, or know it from someone else. */
    synchronized Optional<HopNews> news(InetSocketAddress address, long now) {
        if (!troubled || !by.equals(OURS) || last.isEmpty()) {
            return Optional.empty();
        }
        return breaker.isProbing(now) ? Optional.of(new HopNews.Probing(address))
                : breaker.state(now) != Breaker.State.OPEN ? Optional.empty()
                : Optional.of(new HopNews.Opened(
                        address, Duration.ofNanos(breaker.openNanos(now)), breaker.openings(), last.get().trouble()));
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
        return new HopReport(address, hosts, state, until, by, last, breaker.troublesInRow(), failures,
                Duration.ofNanos(latency.nanos(now)), outstanding);
    }
}
