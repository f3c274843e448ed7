package io.postern.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import io.postern.route.MxAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a member can do that knows the cluster's name and not its secret. */
class StrangerTest {

    @TempDir
    Path folder;

    private LoopbackGrid grid;
    private ClusterNode one;
    private ClusterNode two;
    private HazelcastInstance stranger;

    @BeforeEach
    void join() throws IOException {
        grid = new LoopbackGrid(folder, 2);
        grid.join("one", "two");
        one = grid.node("one");
        two = grid.node("two");
        stranger = grid.stranger("one");
        eventually(() -> grid.member("two").getCluster().getMembers().size() == 3);
    }

    @AfterEach
    void leave() throws Exception {
        stranger.getLifecycleService().terminate();
        grid.close();
    }

    /** Code of the class path that a stranger would have our members run. */
    static final class Errand implements Callable<Integer>, EntryProcessor<String, Object, Integer>, Serializable {
        private static final long serialVersionUID = 1L;
        static volatile boolean ran;

        @Override
        public Integer call() {
            ran = true;
            return 1;
        }

        @Override
        public Integer process(java.util.Map.Entry<String, Object> entry) {
            return call();
        }
    }

    /** The same by another way of Hazelcast's to write an object: by its class name. */
    public static final class NamedErrand implements Callable<Integer>, DataSerializable {
        static volatile boolean ran;

        @Override
        public Integer call() {
            ran = true;
            return 1;
        }

        @Override
        public void writeData(ObjectDataOutput out) {
            // It has nothing to say.
        }

        @Override
        public void readData(ObjectDataInput in) {
            ran = true;
        }
    }

    @Test
    void itsValuesAreMissesCountedAndAlerted() {
        var guessed = new Seal(new Secret("guessed"), InstantSource.system());
        var octets = MxOctets.write(new MxAnswer.ImplicitHost("evil.example", Instant.EPOCH)).orElseThrow();
        var expiry = Instant.now().plusSeconds(300).toEpochMilli();
        stranger.getMap(SharedKind.MX.map()).set("forged.example",
                guessed.close(SharedKind.MX.map(), "forged.example", octets, expiry));
        eventually(() -> asked("forged.example").isEmpty() && grid.alerts("two", "grid-forgery") > 0);
        assertTrue(grid.counted("two", "mx-get", "forged"));
    }

    @Test
    void itDoesNotGetIntoTheViewWhateverItSays() {
        var clock = InstantSource.system();
        var evil = new NodeHealth(() -> new NodeView("evil", "ready", 0, 0, "1", List.of("mx.example"), List.of("192.0.2.1"), "", 0),
                new Seal(new Secret("guessed"), clock), clock, System::nanoTime, new Metrics());
        stranger.getTopic(NodeHealth.TOPIC).publish(evil.saying());
        eventually(() -> grid.counted("one", "node-view", "forged") && grid.counted("two", "node-view", "forged"));
        assertEquals("one ready, two ready", grid.seenBy("one"));
        assertEquals("one ready, two ready", grid.seenBy("two"));
    }

    @Test
    void ourMembersRunNoneOfItsCode() {
        var executor = stranger.getExecutorService("errands");
        for (var member : stranger.getCluster().getMembers()) {
            if (!member.localMember()) {
                assertThrows(ExecutionException.class, () -> executor.submitToMember(new Errand(), member).get());
                assertThrows(ExecutionException.class, () -> executor.submitToMember(new NamedErrand(), member).get());
            }
        }
        var map = stranger.<String, Object>getMap(SharedKind.MX.map());
        for (int i = 0; i < 20; i++) {
            var key = "errand-" + i + ".example";
            eventually(() -> stranger.getPartitionService().getPartition(key).getOwner() != null);
            if (!stranger.getPartitionService().getPartition(key).getOwner().localMember()) {
                assertThrows(RuntimeException.class, () -> map.executeOnKey(key, new Errand()));
            }
        }
        assertFalse(Errand.ran);
        assertFalse(NamedErrand.ran);
    }

    @Test
    void itCanNeitherCloseNorShutDownTheCluster() {
        assertThrows(RuntimeException.class, () -> stranger.getCluster().changeClusterState(ClusterState.FROZEN));
        assertThrows(RuntimeException.class, () -> stranger.getCluster().shutdown());
        assertEquals(ClusterState.ACTIVE, grid.member("one").getCluster().getClusterState());
        assertEquals("one ready, two ready", grid.seenBy("one"));
        assertTrue(one.view().gridUp() && two.view().gridUp());
    }

    private Optional<MxAnswer> asked(String domain) {
        return two.mxCache().get(domain).toCompletionStage().toCompletableFuture().join();
    }
}
