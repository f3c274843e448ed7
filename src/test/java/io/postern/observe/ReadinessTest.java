package io.postern.observe;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static io.postern.observe.NodeState.BUSY;
import static io.postern.observe.NodeState.DRAINING;
import static io.postern.observe.NodeState.GONE;
import static io.postern.observe.NodeState.READY;
import static io.postern.observe.NodeState.STARTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadinessTest {

    private final Readiness readiness = new Readiness();

    @Test
    void readyFromTheListenersUpToTheDrain() {
        assertFalse(readiness.isReady());
        assertTrue(readiness.to(READY));
        assertTrue(readiness.isReady());
        assertTrue(readiness.to(BUSY));
        assertTrue(readiness.isReady());
        assertTrue(readiness.to(READY));
        assertTrue(readiness.to(DRAINING));
        assertFalse(readiness.isReady());
    }

    @Test
    void aDrainingNodeNeverServesAgain() {
        readiness.to(DRAINING);
        for (var state : List.of(STARTING, READY, BUSY, DRAINING)) {
            assertFalse(readiness.to(state), state.label());
        }
        assertTrue(readiness.to(GONE));
        assertFalse(readiness.to(DRAINING));
        assertEquals(GONE, readiness.state());
    }

    @Test
    void aloneTheClusterIsOneNode() {
        var self = new NodeView("mx1.example.com", "ready", 0, 0, "1", List.of("MX.example.com"),
                List.of("192.0.2.1", "127.0.0.1", "2001:db8::1"), "", 0);
        var view = ClusterView.alone(() -> self);
        assertEquals(List.of(self), view.nodes());
        assertFalse(view.gridUp());
        assertEquals(Set.of("mx1.example.com", "mx.example.com"), view.memberNames());
        assertTrue(view.isMember(InetAddress.ofLiteral("192.0.2.1")));
        assertTrue(view.isMember(InetAddress.ofLiteral("2001:db8:0::1")));
        assertFalse(view.isMember(InetAddress.ofLiteral("192.0.2.2")));
        assertFalse(view.isMember(InetAddress.ofLiteral("127.0.0.1")), "loopback is nobody's");
    }
}
