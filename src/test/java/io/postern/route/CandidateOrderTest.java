package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CandidateOrderTest {

    private static final HopTrouble TIMEOUT = new HopTrouble("connect", "timeout", "test", true);
    private static final int PICKS = 100_000;
    private static final List<Candidate> MANY = List.of(candidate(31, 10), candidate(32, 10), candidate(33, 10),
            candidate(41, 20), candidate(42, 20), candidate(43, 20), candidate(44, 20));
    private static final List<Candidate> EQUALS =
            List.of(candidate(51, 10), candidate(52, 10), candidate(53, 10), candidate(54, 10));

    private long nanos;
    private final LocalHopHealth health = new LocalHopHealth(() -> nanos);
    private final CandidateOrder order = new CandidateOrder(health, new Random(42));

    @Test
    void firstPickIsUniformWhereNothingIsKnown() {
        assertUniform(firsts(EQUALS));
    }

    @Test
    void firstPickIsUniformWhereAllTakeTheSameTime() {
        EQUALS.forEach(candidate -> health.took(candidate.address(), Duration.ofMillis(500).toNanos()));
        assertUniform(firsts(EQUALS));
    }

    @Test
    void firstPickIsUniformAmongQuickHopsWhateverTheirMicroseconds() {
        for (int i = 0; i < EQUALS.size(); i++) {
            health.took(EQUALS.get(i).address(), Duration.ofMillis(1 + 2L * i).toNanos());
        }
        assertUniform(firsts(EQUALS));
    }

    @Test
    void everyOrderIsEquallyLikely() {
        var orders = new HashMap<List<Candidate>, Integer>();
        for (int i = 0; i < PICKS; i++) {
            orders.merge(List.copyOf(order.of(MANY).subList(0, 3)), 1, Integer::sum);
        }
        assertEquals(6, orders.size());
        assertTrue(chiSquare(orders) < 20.52, "5 degrees of freedom at 0.1 %: " + orders);
    }

    @Test
    void hopTenTimesSlowerGetsLessAndStillSome() {
        EQUALS.forEach(candidate -> health.took(candidate.address(), Duration.ofMillis(50).toNanos()));
        var slow = candidate(59, 10);
        health.took(slow.address(), Duration.ofMillis(500).toNanos());
        var firsts = firsts(List.of(EQUALS.getFirst(), slow));
        // 1 in 11, give or take five times the deviation
        assertEquals(PICKS / 11.0, firsts.get(slow), 5 * Math.sqrt(PICKS * 10 / 121.0));
    }

    @Test
    void slowHopOfABetterLevelComesFirstAllTheSame() {
        health.took(MANY.get(0).address(), Duration.ofSeconds(9).toNanos());
        var two = List.of(MANY.get(0), MANY.get(3));
        for (int i = 0; i < 100; i++) {
            assertEquals(two, order.of(two));
        }
    }

    @Test
    void hopThatHoldsManyMessagesGetsFewer() {
        for (int i = 0; i < 9; i++) {
            health.begin(EQUALS.getFirst());
        }
        var firsts = firsts(EQUALS.subList(0, 2));
        assertEquals(PICKS / 11.0, firsts.get(EQUALS.getFirst()), 5 * Math.sqrt(PICKS * 10 / 121.0));
    }

    @Test
    void hopThatHangsForEverStillGetsItsShare() {
        health.took(EQUALS.getFirst().address(), Duration.ofMinutes(5).toNanos());
        assertTrue(firsts(EQUALS.subList(0, 2)).get(EQUALS.getFirst()) > PICKS / 40);
    }

    @Test
    void levelsStayInOrderAndFiveAreEnough() {
        for (int i = 0; i < 20; i++) {
            var preferences = order.of(MANY).stream().map(Candidate::preference).toList();
            assertEquals(List.of(10, 10, 10, 20, 20), preferences);
        }
    }

    @Test
    void badOnesAreBehindAllOthersWhateverTheirPreference() {
        var some = MANY.subList(0, 5);
        fail(some.getFirst());
        for (int i = 0; i < 20; i++) {
            assertEquals(some.getFirst(), order.of(some).getLast());
        }
    }

    @Test
    void allBadIsTriedAnywayInTheOrderOfPreference() {
        MANY.forEach(this::fail);
        assertEquals(List.of(10, 10, 10, 20, 20), order.of(MANY).stream().map(Candidate::preference).toList());
    }

    @Test
    void goodOneBehindManyBadOnesComesFirst() {
        MANY.stream().limit(6).forEach(this::fail);
        var found = order.of(MANY);
        assertEquals(5, found.size());
        assertEquals(MANY.getLast(), found.getFirst());
    }

    private void fail(Candidate candidate) {
        health.begin(candidate);
        health.failed(candidate.address(), TIMEOUT);
    }

    private Map<Candidate, Integer> firsts(List<Candidate> candidates) {
        var firsts = new HashMap<Candidate, Integer>();
        for (int i = 0; i < PICKS; i++) {
            firsts.merge(order.of(candidates).getFirst(), 1, Integer::sum);
        }
        return firsts;
    }

    private static void assertUniform(Map<Candidate, Integer> firsts) {
        assertEquals(4, firsts.size());
        assertTrue(chiSquare(firsts) < 16.27, "3 degrees of freedom at 0.1 %: " + firsts);
    }

    private static double chiSquare(Map<?, Integer> counts) {
        double expected = (double) PICKS / counts.size();
        return counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    }

    private static Candidate candidate(int lastOctet, int preference) {
        var address = InetAddress.ofLiteral("198.51.100." + lastOctet);
        return new Candidate("host", new InetSocketAddress(address, 25), preference);
    }
}
