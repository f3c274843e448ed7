package io.postern.cluster;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.server.NetworkStats;
import com.sun.management.OperatingSystemMXBean;
import io.postern.route.MxAnswer;
import io.postern.route.MxHost;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the grid costs as it grows: octets and processor time a second and node, of nodes that have nothing to tell but that
 * they are there, and what each answer shared adds. All members are in this process, so that their number is all that changes.
 */
@Tag("long")
class GridTrafficTest {

    private static final Duration WATCHED = Duration.ofSeconds(20);
    private static final int ANSWERS = 2_000;

    @TempDir
    Path folder;

    private record Use(long sentOctets, long cpuNanos, long atNanos) {

        double octetsPerSecond(Use before) {
            return (sentOctets - before.sentOctets) / seconds(before);
        }

        double cpuShare(Use before) {
            return (cpuNanos - before.cpuNanos) / 1e9 / seconds(before);
        }

        private double seconds(Use before) {
            return (atNanos - before.atNanos) / 1e9;
        }
    }

    @Test
    void trafficGrowsWithTheNumberOfPairsAndWithNothingElse() throws Exception {
        var perPair = new TreeMap<Integer, Double>();
        for (int members : List.of(1, 3, 10, 30)) {
            var grid = grown(members);
            var before = use(grid);
            pause(WATCHED);
            var after = use(grid);
            double octets = after.octetsPerSecond(before);
            if (members > 1) {
                perPair.put(members, octets / members / (members - 1));
            }
            System.out.printf("grid-traffic members=%d octets-per-second-and-node=%.0f octets-per-second-and-pair=%.0f"
                    + " cpu-per-node=%.2f%%%n", members, octets / members, perPair.getOrDefault(members, 0.0),
                    after.cpuShare(before) / members * 100);
            if (members == 3) {
                System.out.printf("grid-traffic octets-per-shared-answer=%.0f%n", octetsPerAnswer(grid, octets));
            }
            grid.close();
        }
        double fewest = perPair.values().stream().mapToDouble(each -> each).min().orElseThrow();
        double most = perPair.values().stream().mapToDouble(each -> each).max().orElseThrow();
        assertTrue(most < 2 * fewest, () -> "each pair costs the same however many there are: " + perPair);
        assertTrue(most < 4_096, () -> "a pair costs a few sayings a second: " + perPair);
    }

    private LoopbackGrid grown(int members) throws Exception {
        var names = IntStream.range(0, members).mapToObj(i -> "node%02d".formatted(i)).toArray(String[]::new);
        var place = Files.createDirectory(folder.resolve("grid-" + members));
        var grid = new LoopbackGrid(place, members);
        grid.join(names);
        return grid;
    }

    /** One node asks, takes the lease and shares what it found, another finds it there; the octets of all of it. */
    private double octetsPerAnswer(LoopbackGrid grid, double idleOctetsPerSecond) {
        var one = grid.node("node00").mxCache();
        var two = grid.node("node01").mxCache();
        var end = Instant.now().plusSeconds(300);
        var before = use(grid);
        for (int i = 0; i < ANSWERS; i++) {
            var name = "customer-%d.example.com".formatted(i);
            one.get(name).toCompletionStage().toCompletableFuture().join();
            one.lease(name).toCompletionStage().toCompletableFuture().join();
            one.put(name, new MxAnswer.Hosts(List.of(new MxHost("mx1." + name, 10), new MxHost("mx2." + name, 20)), end));
            two.get(name).toCompletionStage().toCompletableFuture().join();
        }
        pause(Duration.ofSeconds(2));   // the members count their octets once a second
        var after = use(grid);
        return (after.octetsPerSecond(before) - idleOctetsPerSecond) * after.seconds(before) / ANSWERS;
    }

    private static void pause(Duration length) {
        long start = System.nanoTime();
        eventually(() -> System.nanoTime() - start > length.toNanos());
    }

    private static Use use(LoopbackGrid grid) {
        long sent = 0;
        for (var member : grid.members()) {
            sent += sentOctets(member);
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Use(sent, system.getProcessCpuTime(), System.nanoTime());
    }

    private static long sentOctets(HazelcastInstance member) {
        return ((HazelcastInstanceProxy) member).getOriginal().node.getServer().getNetworkStats().values().stream()
                .mapToLong(NetworkStats::getBytesSent).sum();
    }
}
