package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.Config.Rate;
import io.postern.policy.LocalRateCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One attacker, three nodes, one limit. */
class SharedRatesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long NEWS_TAKES = Duration.ofMillis(50).toNanos();
    /** One each 5 ms at each of three nodes. */
    private static final int WHILE_NEWS_TRAVEL = 30;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<SharedRates> nodes = new ArrayList<>();
    private final Queue<Runnable> told = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();

    @Test
    void anAttackerAtThreeNodesIsHeldToTheOneRate() {
        for (var rate : List.of(new Rate(600, Duration.ofMinutes(1)), new Rate(60, Duration.ofSeconds(1)),
                new Rate(1_500, Duration.ofMinutes(10)), new Rate(30, Duration.ofMinutes(5)))) {
            join();
            double fair = rate.count() * 600.0 / rate.time().toSeconds();
            int first = attack(rate, 3);
            int then = attack(rate, 600);
            System.out.printf("3 nodes, %d in %s: %d in the first 3 s, then %d in 600 s where %.0f are the rate%n",
                    rate.count(), rate.time(), first, then, fair);
            double leaked = 3.0 * rate.count() / rate.time().toSeconds();
            assertTrue(first <= 1.1 * rate.count() + leaked + WHILE_NEWS_TRAVEL, "first " + first);
            assertTrue(then <= 1.1 * fair, then + " against " + fair);
            // what was too much at first is made up for, and no more than that
            double allowed = rate.count() + fair;
            assertTrue(Math.abs(first + then - allowed) <= 0.1 * allowed, first + then + " against " + allowed);
        }
    }

    @Test
    void anAttackerAtThreeRealMembersIsHeldToTheOneRate() throws Exception {
        var grid = new LoopbackGrid(folder, 3);
        try {
            grid.join("one", "two", "three");
            var rate = new Rate(100, Duration.ofSeconds(2));
            var counters = List.of(grid.node("one").rates(), grid.node("two").rates(), grid.node("three").rates());
            int[] taken = {0};
            int[] afterThree = {0};
            long start = System.nanoTime();
            long[] last = {start};
            eventually(() -> {
                for (var counter : counters) {
                    if (counter.allows("client 192.0.2.1/32", rate)) {
                        counter.took("client 192.0.2.1/32", rate);
                        taken[0]++;
                    }
                }
                last[0] = System.nanoTime();
                afterThree[0] = last[0] - start < 3 * SECOND ? taken[0] : afterThree[0];
                return last[0] - start > 13 * SECOND;
            });
            double seconds = (last[0] - start) / 1e9 - 3;
            double found = (taken[0] - afterThree[0]) / seconds;
            System.out.printf("3 members, 50 a second: %d in the first 3 s, then %.1f a second for %.1f s%n",
                    afterThree[0], found, seconds);
            assertTrue(Math.abs(found - 50) <= 5, found + " a second");
        } finally {
            grid.close();
        }
    }

    @Test
    void aNodeThatHearsNothingHoldsItsOwn() {
        join();
        nodes.subList(1, 3).clear();
        var rate = new Rate(10, Duration.ofMinutes(1));
        assertEquals(10, attack(rate, 1));
        assertEquals(10, attack(rate, 60));
    }

    @Test
    void whatNobodyTookIsNotTold() {
        join();
        nodes.getFirst().beat();
        attack(new Rate(1_000_000, Duration.ofDays(1)), 2);
        told.clear();
        nodes.getFirst().beat();
        nodes.getFirst().beat();
        assertTrue(told.size() <= 2, "once to each of the others");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        join();
        for (int[] each : new int[][] {{0, 1000, 1}, {10, 0, 1}, {10, 1000, 0}, {10, Integer.MAX_VALUE, 1}}) {
            assertThrows(IOException.class, () -> nodes.getFirst().hear("other", input(out -> {
                out.writeShort(1);
                out.writeLong(1);
                out.writeInt(each[0]);
                out.writeLong(each[1]);
                out.writeInt(each[2]);
            })));
        }
    }

    /** Each node is asked every 5 ms; the beats of the nodes are not at the same time. */
    private int attack(Rate rate, int seconds) {
        int taken = 0;
        for (int step = 0; step < seconds * 200; step++) {
            for (int i = 0; i < nodes.size(); i++) {
                var node = nodes.get(i);
                if (node.allows("client", rate)) {
                    node.took("client", rate);
                    taken++;
                }
                if (step % 200 == 60 * i) {
                    node.beat();
                }
            }
            nanos.addAndGet(SECOND / 200);
            while (!due.isEmpty() && due.peek() <= nanos.get()) {
                due.poll();
                told.poll().run();
            }
        }
        return taken;
    }

    private void join() {
        nodes.clear();
        told.clear();
        due.clear();
        for (int i = 0; i < 3; i++) {
            var node = new SharedRates(new LocalRateCounter(nanos::get));
            nodes.add(node);
            node.begin(words -> {
                var octets = octets(words);
                for (var other : nodes) {
                    if (other != node) {
                        due.add(nanos.get() + NEWS_TAKES);
                        told.add(() -> hear(other, octets));
                    }
                }
            });
        }
    }

    private static void hear(SharedRates node, byte[] octets) {
        try {
            node.hear("other", new DataInputStream(new ByteArrayInputStream(octets)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataInputStream input(Gossip.Words words) {
        return new DataInputStream(new ByteArrayInputStream(octets(words)));
    }

    private static byte[] octets(Gossip.Words words) {
        var octets = new ByteArrayOutputStream();
        try {
            words.into(new DataOutputStream(octets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }
}
