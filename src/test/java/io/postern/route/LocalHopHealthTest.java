package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The breaker of a hop over its life, and the memory of how long it takes. */
class LocalHopHealthTest {

    private static final HopTrouble REFUSED = new HopTrouble("connect", "lost", "Connection refused", true);
    private static final HopTrouble DROPPED = new HopTrouble("data", "lost", "closed by the next hop", false);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private long nanos;
    private final LocalHopHealth health = new LocalHopHealth(() -> nanos, () -> NOON.plusNanos(nanos));
    private final Candidate hop =
            new Candidate("mx.test", new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 25), 10);

    @Test
    void oneConclusiveTroubleOpens() {
        attempt(REFUSED);
        assertTrue(health.isBad(hop.address()));
        assertFalse(health.tryBegin(hop));
        assertEquals(1, health.open());
    }

    @Test
    void otherTroubleOpensWhenItCameThreeTimesInARow() {
        attempt(DROPPED);
        attempt(DROPPED);
        succeed();
        attempt(DROPPED);
        attempt(DROPPED);
        assertFalse(health.isBad(hop.address()));
        attempt(DROPPED);
        assertTrue(health.isBad(hop.address()));
    }

    @Test
    void halfOpenLetsOneProbePassAtATime() {
        attempt(REFUSED);
        pass(Breaker.FIRST_NANOS);
        assertFalse(health.isBad(hop.address()));
        assertTrue(health.tryBegin(hop));
        assertTrue(health.isBad(hop.address()), "the probe is under way");
        assertFalse(health.tryBegin(hop));
        health.succeeded(hop.address());
        assertFalse(health.isBad(hop.address()));
        assertTrue(health.tryBegin(hop));
        assertTrue(health.tryBegin(hop));
        assertEquals(0, health.open());
    }

    @Test
    void probeThatSaysNothingLeavesTheNextOneToTry() {
        attempt(REFUSED);
        pass(Breaker.FIRST_NANOS);
        assertTrue(health.tryBegin(hop));
        health.abandoned(hop.address());
        assertTrue(health.tryBegin(hop));
    }

    @Test
    void probeThatNeverEndsDoesNotShutTheHopForEver() {
        attempt(REFUSED);
        pass(Breaker.FIRST_NANOS);
        assertTrue(health.tryBegin(hop));
        pass(Duration.ofMinutes(16).toNanos());
        assertTrue(health.tryBegin(hop));
    }

    @Test
    void eachOpeningIsLongerUpToFiveMinutesAndNeverExact() {
        long before = 0;
        for (int i = 0; i < 12; i++) {
            attempt(REFUSED);
            long open = Duration.between(NOON.plusNanos(nanos),
                    health.report(hop.address()).openUntil().orElseThrow()).toNanos();
            long whole = Math.min(Breaker.LONGEST_NANOS, Breaker.FIRST_NANOS << i);
            assertTrue(open <= whole && open >= whole * 0.79, i + ": " + open);
            assertTrue(open > before || whole == Breaker.LONGEST_NANOS, i + ": " + open);
            before = open;
            pass(whole);
        }
        succeed();
        attempt(REFUSED);
        pass(Breaker.FIRST_NANOS);
        assertFalse(health.isBad(hop.address()), "success makes the next opening short again");
    }

    @Test
    void troublesOfOneOutageOpenItOnce() {
        for (int i = 0; i < 50; i++) {
            health.begin(hop);
        }
        for (int i = 0; i < 50; i++) {
            health.failed(hop.address(), REFUSED);
        }
        pass(Breaker.FIRST_NANOS);
        assertFalse(health.isBad(hop.address()));
        assertEquals(50, health.report(hop.address()).inRow());
        assertEquals(0, health.report(hop.address()).outstanding());
    }

    @Test
    void successOfAnEarlierMessageClosesAnOpenBreaker() {
        health.begin(hop);
        attempt(REFUSED);
        health.succeeded(hop.address());
        assertFalse(health.isBad(hop.address()));
    }

    @Test
    void reportKeepsTheReasonAfterTheTroubleIsOver() {
        attempt(REFUSED);
        var json = health.reports().getFirst().toJson();
        assertEquals("198.51.100.1:25", json.getString("hop"));
        assertEquals("open", json.getString("state"));
        assertEquals(List.of("mx.test"), json.getJsonArray("hosts").getList());
        assertEquals("Connection refused", json.getJsonObject("lastFailure").getString("detail"));
        assertEquals("2026-01-01T12:00:00Z", json.getJsonObject("lastFailure").getString("at"));
        pass(Breaker.FIRST_NANOS);
        assertEquals("half-open", health.report(hop.address()).state());
        succeed();
        var after = health.report(hop.address()).toJson();
        assertEquals("closed", after.getString("state"));
        assertEquals(0, after.getInteger("failuresInRow"));
        assertEquals(1, after.getInteger("failures"));
        assertEquals("connect", after.getJsonObject("lastFailure").getString("phase"));
        assertTrue(health.reset(hop.address()));
        assertFalse(health.reset(hop.address()));
    }

    @Test
    void latencyRisesByHalfAtOnceAndFallsWithTime() {
        took(100);
        assertEquals(100, latencyMillis());
        took(500);
        assertEquals(300, latencyMillis());
        took(100);
        assertEquals(300, latencyMillis(), "at the same moment one quick message proves nothing");
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(1).toNanos());
            took(100);
        }
        assertTrue(latencyMillis() < 110, () -> "" + latencyMillis());
        pass(Duration.ofMinutes(10).toNanos());
        assertEquals(HopHealth.LEAST_NANOS, health.waitNanos(hop.address()), "without messages it is forgotten");
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 30_000; i++) {
            var octets = new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            var other = new InetSocketAddress(address(octets), 25);
            health.begin(new Candidate("mx.test", other, 10));
        }
        assertTrue(health.reports().size() <= 20_000, () -> "" + health.reports().size());
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (java.net.UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private void attempt(HopTrouble trouble) {
        if (!health.tryBegin(hop)) {
            health.begin(hop);
        }
        health.failed(hop.address(), trouble);
    }

    private void succeed() {
        health.begin(hop);
        health.succeeded(hop.address());
    }

    private void took(long millis) {
        health.took(hop.address(), Duration.ofMillis(millis).toNanos());
    }

    private long latencyMillis() {
        return health.report(hop.address()).latency().toMillis();
    }

    private void pass(long time) {
        nanos += time;
    }
}
