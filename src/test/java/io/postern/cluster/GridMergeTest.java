package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Members of our configuration that formed clusters of their own, merged in a hurry. */
class GridMergeTest {

    @TempDir
    Path folder;

    @Test
    void twoClustersBecomeOneAndOfTwoAnswersTheLaterExpiryIsKept() throws IOException {
        var ports = LoopbackGrid.freePorts(2);
        var cluster = "mail-" + ports.getFirst();
        // the one that knows of both comes up while the other is not there, and the other asks nobody
        var second = member("second", cluster, ports.get(1), ports);
        var first = member("first", cluster, ports.get(0), List.of(ports.get(0)));
        try {
            for (var each : List.of(first, second)) {
                assertEquals(1, each.getCluster().getMembers().size());
            }
            place(first, "theirs.example", "later", 300);
            place(second, "theirs.example", "sooner", 100);
            place(first, "ours.example", "sooner", 100);
            place(second, "ours.example", "later", 300);
            eventually(() -> first.getCluster().getMembers().size() == 2 && second.getCluster().getMembers().size() == 2);
            eventually(() -> value(first, "theirs.example").equals("later") && value(first, "ours.example").equals("later"));
        } finally {
            first.shutdown();
            second.shutdown();
        }
    }

    @Test
    void clustersOfAnotherNameStayApartAndServe() throws IOException {
        var ports = LoopbackGrid.freePorts(2);
        var old = member("old", "old-" + ports.getFirst(), ports.get(0), ports);
        var young = member("young", "young-" + ports.getFirst(), ports.get(1), ports);
        try {
            place(old, "a.example", "old", 300);
            place(young, "a.example", "young", 300);
            assertEquals("old", value(old, "a.example"));
            assertEquals("young", value(young, "a.example"));
            assertEquals(1, old.getCluster().getMembers().size());
            assertEquals(1, young.getCluster().getMembers().size());
        } finally {
            old.shutdown();
            young.shutdown();
        }
    }

    private HazelcastInstance member(String name, String cluster, int port, List<Integer> members) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".yaml"), """
                hazelcast:
                  cluster-name: %s
                  network:
                    port: { port: %d, auto-increment: false }
                    join: { tcp-ip: { enabled: true, member-list: %s, connection-timeout-seconds: 1 } }
                """.formatted(cluster, port, members.stream().map(each -> "\"127.0.0.1:" + each + "\"").toList()));
        var config = GridRules.read(file, name + port).orElseThrow()
                .setProperty("hazelcast.merge.first.run.delay.seconds", "2")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "2");
        return Hazelcast.newHazelcastInstance(config);
    }

    private static void place(HazelcastInstance member, String key, String value, int seconds) {
        member.getMap(SharedKind.MX.map()).set(key, value, seconds, TimeUnit.SECONDS);
    }

    private static Object value(HazelcastInstance member, String key) {
        return String.valueOf(member.getMap(SharedKind.MX.map()).get(key));
    }
}
