package io.postern.cluster;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeHealthTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());
    private String state = "ready";
    private final NodeHealth here = health("mx1", "192.0.2.1", "secret");
    private final NodeHealth there = health("MX2", "192.0.2.2", "secret");

    @Test
    void aNodeIsInItsOwnViewAtOnce() {
        assertEquals(List.of("mx1 ready 0"), told(here));
        assertTrue(here.isMember(InetAddress.ofLiteral("192.0.2.1")));
        assertFalse(here.isMember(InetAddress.ofLiteral("192.0.2.2")));
    }

    @Test
    void anotherNodeAgesByOurClockIsGoneAfterTenSecondsAndForgottenAfterAMinute() {
        here.hear(there.saying());
        nanos.addAndGet(10 * SECOND);
        assertEquals(List.of("mx1 ready 0", "MX2 ready 10000"), told(here));
        nanos.addAndGet(1);
        assertEquals(List.of("mx1 ready 0", "MX2 gone 10000"), told(here));
        nanos.addAndGet(50 * SECOND - 1);
        assertEquals(Set.of("mx1", "mx2", "mx1.example", "mx2.example"), here.memberNames());
        assertTrue(here.isMember(InetAddress.ofLiteral("::ffff:192.0.2.2")));
        nanos.addAndGet(1);
        assertEquals(List.of("mx1 ready 0"), told(here));
        assertEquals(Set.of("mx1", "mx1.example"), here.memberNames());
        assertFalse(here.isMember(InetAddress.ofLiteral("192.0.2.2")));
    }

    @Test
    void whereTheGridReachesANodeIsOneOfItsAddresses() {
        there.reachedAt(InetAddress.ofLiteral("10.0.0.2"));
        here.reachedAt(InetAddress.ofLiteral("10.0.0.1"));
        here.hear(there.saying());
        assertTrue(here.isMember(InetAddress.ofLiteral("10.0.0.1")));
        assertTrue(here.isMember(InetAddress.ofLiteral("10.0.0.2")));
        assertTrue(here.nodes().getFirst().addresses().contains("10.0.0.1"));
        there.reachedAt(InetAddress.ofLiteral("127.0.0.1"));
        here.hear(there.saying());
        assertFalse(here.isMember(InetAddress.ofLiteral("127.0.0.1")));
        assertFalse(here.isMember(InetAddress.ofLiteral("10.0.0.2")));
    }

    @Test
    void aSiblingIsAnotherNodeLiveOrRecent() {
        here.hear(there.saying());
        assertTrue(here.isSibling(InetAddress.ofLiteral("192.0.2.2")));
        assertFalse(here.isSibling(InetAddress.ofLiteral("192.0.2.1")), "this one is no other");
        nanos.addAndGet(59 * SECOND);
        assertTrue(here.isSibling(InetAddress.ofLiteral("192.0.2.2")), "its mail may be on the way");
        nanos.addAndGet(2 * SECOND);
        assertFalse(here.isSibling(InetAddress.ofLiteral("192.0.2.2")));
    }

    @Test
    void anotherNodeIsReadyWhileItSaysSoAndIsHeard() {
        assertFalse(here.anotherReady(), "this node is no other");
        here.hear(here.saying());
        assertFalse(here.anotherReady(), "nor is its echo");
        here.hear(there.saying());
        assertTrue(here.anotherReady());
        state = "busy";
        here.hear(there.saying());
        assertFalse(here.anotherReady());
        state = "ready";
        here.hear(there.saying());
        nanos.addAndGet(3 * SECOND);
        assertTrue(here.anotherReady());
        nanos.addAndGet(1);
        assertFalse(here.anotherReady(), "not heard of for three seconds");
        assertFalse(here.isAlone(), "but not gone yet");
        nanos.addAndGet(7 * SECOND);
        assertTrue(here.isAlone());
        here.hear(there.saying());
        here.hear(there.farewell());
        assertFalse(here.anotherReady());
    }

    @Test
    void aFarewellIsFinalForItsProcessAndASuccessorTakesThePlace() {
        here.hear(there.saying());
        var late = there.saying();
        here.hear(there.farewell());
        here.hear(late);
        here.hear(there.saying());
        assertEquals(List.of("mx1 ready 0", "MX2 gone 0"), told(here));
        here.hear(health("MX2", "192.0.2.2", "secret").saying());
        assertEquals(List.of("mx1 ready 0", "MX2 ready 0"), told(here));
    }

    @Test
    void anOldSayingToldAgainDoesNotKeepANodeAlive() {
        var old = there.saying();
        here.hear(old);
        nanos.addAndGet(11 * SECOND);
        here.hear(old);
        assertEquals(List.of("mx1 ready 0", "MX2 gone 11000"), told(here));
    }

    @Test
    void aNodeWhoseClockIsMoreThanAnHourOffIsAloneUntilItIsRightAgain() {
        var jumped = Duration.ofMinutes(59);
        here.hear(there.saying());
        millis.addAndGet(jumped.toMillis());
        here.hear(there.saying());
        assertFalse(here.isAlone());
        var late = there.saying();
        millis.addAndGet(Duration.ofHours(2).toMillis());
        nanos.addAndGet(11 * SECOND);
        here.hear(late);
        assertTrue(here.isAlone(), "what it says ended an hour ago");
        assertEquals(List.of("mx1 ready 0", "MX2 gone 11000"), told(here));
        millis.addAndGet(Duration.ofHours(-2).toMillis());
        here.hear(there.saying());
        assertFalse(here.isAlone());
    }

    @Test
    void strangersAndOurOwnEchoChangeNothing() {
        here.hear(here.saying());
        here.hear(health("mx3", "192.0.2.3", "another").saying());
        here.hear("a string");
        assertEquals(List.of("mx1 ready 0"), told(here));
    }

    @Test
    void octetsCutAnywhereSayNothing() {
        var said = new NodeOctets("id", 7, view("mx1", "192.0.2.1"));
        var octets = said.write();
        assertEquals(Optional.of(said), NodeOctets.read(octets));
        for (var length = 0; length < octets.length; length++) {
            assertEquals(Optional.empty(), NodeOctets.read(Arrays.copyOf(octets, length)), "cut at " + length);
        }
    }

    @Test
    void unreasonableOctetsSayNothing() {
        var said = new String(new NodeOctets("id", 7, view("mx1", "192.0.2.1")).write(), StandardCharsets.UTF_8);
        for (var bent : List.of(said.replace("\"ready\"", "\"asleep\""), said.replace(":7", ":\"7\""),
                said.replace("[\"192.0.2.1\"]", "[1]"), said.replace("mx1", "m".repeat(1_025)), "[]", "null")) {
            assertEquals(Optional.empty(), NodeOctets.read(bent.getBytes(StandardCharsets.UTF_8)), bent);
        }
    }

    private NodeHealth health(String name, String address, String secret) {
        InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
        var seal = new Seal(new Secret(secret), clock);
        return new NodeHealth(() -> view(name, address), seal, clock, nanos::get, new Metrics());
    }

    private NodeView view(String name, String address) {
        return new NodeView(name, state, 0.5, Map.of("heap", 0.25, "loop-lag", 0.5), 3, "0.1.0", List.of(name + ".example"), List.of(address), "", 0);
    }

    private static List<String> told(NodeHealth health) {
        return health.nodes().stream().map(node -> node.name() + " " + node.state() + " " + node.ageMillis()).toList();
    }
}
