package io.postern.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.hazelcast.core.Hazelcast;
import io.postern.config.Config;
import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import io.postern.route.AddressAnswer;
import io.postern.route.MxAnswer;
import io.postern.route.MxHost;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClusterNodeTest {

    @TempDir
    static Path folder;

    private static LoopbackGrid grid;
    private static ClusterNode one;
    private static ClusterNode two;

    @BeforeAll
    static void join() throws IOException {
        grid = new LoopbackGrid(folder, 2);
        grid.join("one", "two");
        one = grid.node("one");
        two = grid.node("two");
    }

    @AfterAll
    static void leave() throws Exception {
        grid.close();
    }

    /** A class of the class path that must never be made from another member's octets. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static volatile boolean made;

        private Object readResolve() {
            made = true;
            return this;
        }
    }

    @Test
    void anAnswerOfOneNodeIsReadOnTheOther() {
        var answer = new MxAnswer.Hosts(List.of(new MxHost("mx.example", 10)), fromNow(Duration.ofMinutes(5)));
        eventually(() -> {
            one.mxCache().put("shared.example", answer);   // a hint, dropped after 50 ms: on a busy machine it is given again
            return asked("shared.example").equals(Optional.of(answer));
        });
    }

    @Test
    void answersComeHomeToTheCallersContext() throws Exception {
        var context = grid.vertx().getOrCreateContext();
        var home = new CompletableFuture<Context>();
        context.runOnContext(go -> two.mxCache().get("nowhere.example")
                .onComplete(done -> home.complete(Vertx.currentContext())));
        assertEquals(context, home.get(5, TimeUnit.SECONDS));
    }

    @Test
    void anAnswerSealedUnderAnotherSecretIsAMissAndCounted() {
        var stranger = new Seal(new Secret("guessed"), InstantSource.system());
        var octets = MxOctets.write(new MxAnswer.ImplicitHost("evil.example", Instant.EPOCH)).orElseThrow();
        var expiry = fromNow(Duration.ofMinutes(5)).toEpochMilli();
        place("forged.example", stranger.close(SharedKind.MX.map(), "forged.example", octets, expiry));
        eventually(() -> asked("forged.example").isEmpty() && grid.counted("two", "mx-get", "forged"));
    }

    @Test
    void anExpiredAnswerIsAMissThoughTheMapStillHasIt() {
        var octets = MxOctets.write(new MxAnswer.ImplicitHost("old.example", Instant.EPOCH)).orElseThrow();
        var expiry = InstantSource.system().millis() - 1;
        place("old.example", seal().close(SharedKind.MX.map(), "old.example", octets, expiry));
        eventually(() -> asked("old.example").isEmpty() && grid.counted("two", "mx-get", "expired"));
    }

    @Test
    void aFailureAndAnAnswerAlreadySpentAreNotShared() {
        one.mxCache().put("failed.example", new MxAnswer.Unavailable("SERVFAIL", fromNow(Duration.ofMinutes(5))));
        one.mxCache().put("spent.example", new MxAnswer.NullMx(fromNow(Duration.ZERO)));
        var map = grid.member("one").getMap(SharedKind.MX.map());
        assertFalse(map.containsKey("failed.example"));
        assertFalse(map.containsKey("spent.example"));
    }

    @Test
    void oneNodeHasTheLeaseToAskUntilItIsOver() {
        var tries = new AtomicInteger();
        eventually(() -> leased(one, "lease-" + tries.incrementAndGet()) && !leased(two, "lease-" + tries.get()));
        var name = "lease-" + tries.get();
        eventually(() -> leased(two, name));
    }

    @Test
    void addressesAreSharedAndForgotten() {
        var answer = new AddressAnswer.Found(
                List.of(InetAddress.ofLiteral("2001:db8::1")), "mx.example", fromNow(Duration.ofMinutes(5)));
        eventually(() -> {
            one.addressCache().put("host.example", answer);
            return addresses("host.example").equals(Optional.of(answer));
        });
        eventually(() -> {
            one.addressCache().remove("host.example");
            return !grid.member("one").getMap(SharedKind.ADDRESSES.map()).containsKey("host.example");
        });
        assertTrue(addresses("host.example").isEmpty());
    }

    @Test
    void aGadgetIsRefusedFromTheMapAndFromTheTopic() {
        place("gadget.example", new Gadget());
        grid.member("one").getTopic(NodeHealth.TOPIC).publish(new Gadget());
        eventually(() -> asked("gadget.example").isEmpty() && grid.counted("two", "mx-get", "refused"));
        eventually(() -> grid.counted("two", "node-view", "refused"));
        assertFalse(Gadget.made);
    }

    @Test
    void withoutASectionNothingOfHazelcastStarts() {
        var before = Hazelcast.getAllHazelcastInstances().size();
        var self = new NodeView("alone", "ready", 0, 0, "0.1.0", List.of(), List.of(), "", 0);
        var alone = ClusterNode.start(Optional.empty(), grid.vertx(), () -> self, new Metrics());
        assertEquals(List.of(self), alone.view().nodes());
        assertFalse(alone.view().gridUp());
        assertTrue(alone.mxCache().get("shared.example").result().isEmpty());
        assertTrue(alone.leave().succeeded());
        assertEquals(before, Hazelcast.getAllHazelcastInstances().size());
    }

    @Test
    void withoutAJoinerNoPortIsOpened() throws Exception {
        var port = LoopbackGrid.freePorts(1).getFirst();
        var file = Files.writeString(folder.resolve("single.yaml"),
                "hazelcast: { network: { port: { port: " + port + " }, join: { auto-detection: { enabled: true } } } }");
        var before = Hazelcast.getAllHazelcastInstances().size();
        assertEquals(Optional.empty(), GridRules.read(file, "single"));
        var section = new Config.Cluster(file, new Secret(LoopbackGrid.SECRET));
        var self = new NodeView("single", "ready", 0, 0, "0.1.0", List.of(), List.of(), "", 0);
        var single = ClusterNode.start(Optional.of(section), grid.vertx(), () -> self, new Metrics());
        single.leave().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(before, Hazelcast.getAllHazelcastInstances().size());
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    private static Optional<MxAnswer> asked(String domain) {
        return two.mxCache().get(domain).toCompletionStage().toCompletableFuture().join();
    }

    private static Optional<AddressAnswer> addresses(String host) {
        return two.addressCache().get(host).toCompletionStage().toCompletableFuture().join();
    }

    private static boolean leased(ClusterNode node, String name) {
        return node.mxCache().lease(name).toCompletionStage().toCompletableFuture().join();
    }

    private static void place(String key, Object value) {
        grid.member("one").getMap(SharedKind.MX.map()).set(key, value);
    }

    private static Seal seal() {
        return new Seal(new Secret(LoopbackGrid.SECRET), InstantSource.system());
    }

    private static Instant fromNow(Duration ahead) {
        return Instant.ofEpochMilli(InstantSource.system().millis() + ahead.toMillis());
    }
}
