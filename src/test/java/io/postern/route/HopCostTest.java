package io.postern.route;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the health of next hops costs each message; prints the figures. */
@Tag("long")
class HopCostTest {

    private static final int ROUNDS = 1_000_000;

    private final LocalHopHealth health = new LocalHopHealth(System::nanoTime);
    private final CandidateOrder order = new CandidateOrder(health, () -> ThreadLocalRandom.current().nextLong());
    private int sink;

    @Test
    void healthOfAKnownHopCostsLittleAndAllocatesNothing() {
        var hop = candidate(1);
        var figures = measured(() -> {
            health.tryBegin(hop);
            health.succeeded(hop.address());
            health.took(hop.address(), 5_000_000);
        });
        print("one message's health", figures);
        assertTrue(figures[0] < 5_000 && figures[1] < 8, "far beyond what any machine needs");
    }

    @Test
    void orderOfSlowHopsCostsLittle() {
        var three = List.of(candidate(1), candidate(2), candidate(3));
        var even = measured(() -> sink += order.of(three).size());
        print("order of three alike", even);
        health.took(three.getFirst().address(), 900_000_000);
        var figures = measured(() -> sink += order.of(three).size());
        print("order of three, one slow", figures);
        assertTrue(figures[0] < 10_000, "far beyond what any machine needs");
    }

    private static double[] measured(Runnable step) {
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        for (int turn = 0; turn < 5; turn++) {
            long start = thread.getCurrentThreadCpuTime();
            long octets = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                step.run();
            }
            best[1] = Math.min(best[1], (double) (thread.getCurrentThreadAllocatedBytes() - octets) / ROUNDS);
            best[0] = Math.min(best[0], (double) (thread.getCurrentThreadCpuTime() - start) / ROUNDS);
        }
        return best;
    }

    private static void print(String what, double[] figures) {
        System.out.printf("%s: %.0f ns, %.1f octets%n", what, figures[0], figures[1]);
    }

    private static Candidate candidate(int lastOctet) {
        var address = InetAddress.ofLiteral("198.51.100." + lastOctet);
        return new Candidate("host", new InetSocketAddress(address, 25), 10);
    }
}
