package io.postern.policy;

import java.net.InetAddress;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionLimitTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

    private final ConnectionLimit limit = new ConnectionLimit("mx.test", 3, 2);

    @Test
    void aClientHasItsOwnLimit() {
        assertEquals(Decision.ALLOW, limit.enter(ONE));
        assertEquals(Decision.ALLOW, limit.enter(ONE));
        var refusal = assertInstanceOf(Decision.Refuse.class, limit.enter(ONE));
        assertEquals("sessions-per-client", refusal.cause());
        assertEquals(421, refusal.reply().code());
        assertEquals(2, limit.open());
        limit.leave(ONE);
        assertEquals(Decision.ALLOW, limit.enter(ONE));
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneClient() {
        limit.enter(InetAddress.ofLiteral("2001:db8::1"));
        limit.enter(InetAddress.ofLiteral("2001:db8::ffff:0:0:2"));
        assertInstanceOf(Decision.Refuse.class, limit.enter(InetAddress.ofLiteral("2001:db8::3")));
        assertEquals(Decision.ALLOW, limit.enter(InetAddress.ofLiteral("2001:db8:0:1::1")));
        limit.leave(InetAddress.ofLiteral("2001:db8::1"));
        assertEquals(Decision.ALLOW, limit.enter(InetAddress.ofLiteral("2001:db8::3")));
    }

    @Test
    void itIsCrowdedPastNineTenths() {
        var ten = new ConnectionLimit("mx.test", 10, 10);
        for (int i = 0; i < 9; i++) {
            ten.enter(ONE);
        }
        assertEquals(0.9, ten.use());
        assertFalse(ten.isCrowded());
        ten.enter(ONE);
        assertTrue(ten.isCrowded());
        ten.leave(ONE);
        assertFalse(ten.isCrowded());
    }

    @Test
    void theNodeHasALimitForAll() {
        limit.enter(ONE);
        limit.enter(ONE);
        limit.enter(TWO);
        assertEquals("sessions", assertInstanceOf(Decision.Refuse.class, limit.enter(TWO)).cause());
        assertEquals(3, limit.open());
    }
}
