package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The breakers of several nodes for one hop, their news delivered by hand. */
class SharedBreakersTest {

    private static final HopTrouble TIMEOUT = new HopTrouble("connect", "timeout", "no answer in 5 s", true);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Candidate hop =
            new Candidate("mx.test", new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 25), 10);
    private final InetSocketAddress address = hop.address();
    private final List<LocalHopHealth> nodes = new ArrayList<>();
    private long nanos = SECOND;
    private LocalHopHealth one;
    private LocalHopHealth two;
    private LocalHopHealth three;

    private record Step(long at, long order, Runnable run) {
    }

    private final PriorityQueue<Step> ahead = new PriorityQueue<>((a, b) ->
            a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private long steps;

    @Test
    void whatOneNodeSufferedTheOthersAreSpared() {
        join(0);
        suffer(one);
        for (var node : nodes) {
            assertTrue(node.isBad(address));
            assertFalse(node.tryBegin(hop));
        }
        assertEquals("node 0", two.report(address).by());
        assertEquals("timeout", two.report(address).last().orElseThrow().trouble().cause());
        assertEquals("", one.report(address).by());
    }

    @Test
    void whoOpenedItIsTheFirstToProbeAndTheOthersWaitForTheProbe() {
        join(0);
        suffer(one);
        nanos += Breaker.FIRST_NANOS;
        assertFalse(two.tryBegin(hop));
        assertTrue(one.tryBegin(hop));
        nanos += 9 * SECOND;
        assertFalse(two.tryBegin(hop) || three.tryBegin(hop), "the probe is under way");
        one.failed(address, TIMEOUT);
        nanos += Breaker.FIRST_NANOS;
        assertFalse(two.tryBegin(hop) || three.tryBegin(hop), "the second opening is longer for all");
        assertFalse(one.tryBegin(hop));
    }

    @Test
    void anotherNodeProbesIfWhoOpenedItHasNoMail() {
        join(0);
        suffer(one);
        nanos += Breaker.FIRST_NANOS + 2 * Breaker.GRACE_NANOS;
        assertTrue(three.tryBegin(hop));
        assertFalse(two.tryBegin(hop) || one.tryBegin(hop));
        assertEquals("node 2", one.report(address).by());
    }

    @Test
    void aProbeWhoseNodeIsNotHeardOfAnyMoreIsNotWaitedForLong() {
        join(0);
        suffer(one);
        nanos += Breaker.FIRST_NANOS;
        assertTrue(one.tryBegin(hop));
        nanos += Breaker.LEASE_NANOS - 1;
        repeat(one);
        nanos += Breaker.LEASE_NANOS - 1;
        assertFalse(two.tryBegin(hop), "it was heard of again");
        nanos += 2;
        assertTrue(two.tryBegin(hop));
    }

    @Test
    void successOnAnyNodeClosesItOnAll() {
        join(0);
        suffer(one);
        two.begin(hop);
        two.succeeded(address);
        for (var node : nodes) {
            assertEquals(0, node.open());
            assertTrue(node.tryBegin(hop));
        }
    }

    @Test
    void whatANodeHasJustSeenItselfCountsForMore() {
        join(0);
        two.begin(hop);
        two.succeeded(address);
        suffer(one);
        assertFalse(two.isBad(address), "it works from here");
        assertTrue(three.isBad(address));
        nanos += HopMemory.FRESH_NANOS;
        repeat(one);
        assertTrue(two.isBad(address));
    }

    @Test
    void aNodeThatCameLaterHearsWhatStillHolds() {
        join(0);
        suffer(one);
        var late = new LocalHopHealth(() -> nanos, () -> Instant.EPOCH);
        one.news().forEach(news -> late.heard("node 0", news));
        assertTrue(late.isBad(address));
        assertEquals(List.of(), two.news().toList(), "only who found out repeats it");
        nanos += Breaker.FIRST_NANOS;
        assertEquals(List.of(), one.news().toList());
    }

    @Test
    void resetReachesAll() {
        join(0);
        suffer(one);
        assertTrue(three.reset(address));
        for (var node : nodes) {
            assertTrue(node.tryBegin(hop));
        }
    }

    /** A message every 10 ms on each of three nodes, half an hour long; news takes 2 ms. */
    @Test
    void aBlackholedHopCostsTheClusterOneSlowAttemptAProbe() {
        join(2_000_000);
        int together = slowAttempts();
        nodes.clear();
        nanos = SECOND;
        for (int i = 0; i < 3; i++) {
            nodes.add(new LocalHopHealth(() -> nanos, () -> Instant.EPOCH));
        }
        int apart = slowAttempts();
        System.out.printf("blackholed hop, 3 nodes, 30 minutes: %d slow attempts with sharing, %d without%n", together, apart);
        // alone: 500 attempts begin in each node before the first of them has failed
        int first = 500;
        assertTrue(together <= 3 * first + 20, together + " slow attempts");
        assertTrue(together - 3 * first <= (apart - 3 * first) / 2, together + " against " + apart);
    }

    private int slowAttempts() {
        var count = new int[1];
        long end = nanos + Duration.ofMinutes(30).toNanos();
        for (var node : nodes) {
            message(node, end, count);
        }
        while (!ahead.isEmpty()) {
            var step = ahead.poll();
            nanos = step.at;
            step.run.run();
        }
        return count[0];
    }

    private void message(LocalHopHealth node, long end, int[] count) {
        if (nanos > end) {
            return;
        }
        if (node.tryBegin(hop)) {
            count[0]++;
            later(5 * SECOND, () -> node.failed(address, TIMEOUT));
        }
        later(10_000_000, () -> message(node, end, count));
    }

    private void later(long delay, Runnable run) {
        ahead.add(new Step(nanos + delay, steps++, run));
    }

    /** {@code latency} of news; at 0 they are there at once. */
    private void join(long latency) {
        for (int i = 0; i < 3; i++) {
            var node = new LocalHopHealth(() -> nanos, () -> Instant.EPOCH);
            var name = "node " + i;
            nodes.add(node);
            node.tell(news -> {
                for (var other : nodes) {
                    if (other != node && latency == 0) {
                        other.heard(name, news);
                    } else if (other != node) {
                        later(latency, () -> other.heard(name, news));
                    }
                }
            });
        }
        one = nodes.get(0);
        two = nodes.get(1);
        three = nodes.get(2);
    }

    private void suffer(LocalHopHealth node) {
        node.begin(hop);
        node.failed(address, TIMEOUT);
    }

    private void repeat(LocalHopHealth node) {
        node.news().forEach(news -> nodes.stream().filter(other -> other != node)
                .forEach(other -> other.heard("node " + nodes.indexOf(node), news)));
    }
}
