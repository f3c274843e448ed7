package io.postern.node;

import java.io.IOException;
import java.time.Duration;

import io.postern.world.ClosedPort;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an operator sees of next hops, and how one of them is given another chance. */
class HopsTest extends TwoHops {

    @Test
    void deadHopIsListedSkippedExplainedAndReset() throws IOException {
        try (var nobody = new ClosedPort()) {
            var dead = "127.0.0.1:" + nobody.address().getPort();
            node = TestNode.start(folder, """
                    routes: [{name: next, domains: [next.test], via: ["10 %s", "20 127.0.0.1:%d"]}]
                    """.formatted(dead, second.address().getPort()));
            try (var admin = new AdminCalls(node.adminPort())) {
                assertHears("250 2.0.0");
                var hops = admin.json("/api/v1/hops").getJsonArray("hops");
                var hop = hops.getJsonObject(0).getString("hop").equals(dead) ? hops.getJsonObject(0) : hops.getJsonObject(1);
                assertEquals(2, hops.size());
                assertEquals(1, hop.getInteger("failures"));
                assertEquals("connect", hop.getJsonObject("lastFailure").getString("phase"));
                assertTrue(hop.getString("state").matches("open|half-open"));
                assertEquals(1, admin.metric("postern_hop_breakers_open"));
                var plan = admin.json("/api/v1/explain?rcpt=b@next.test");
                var candidate = plan.getJsonArray("candidates").getJsonObject(0);
                assertEquals("opportunistic", candidate.getString("tls"));
                assertEquals(204, admin.post("/api/v1/hops/" + dead + "/reset").statusCode());
                assertEquals(404, admin.post("/api/v1/hops/" + dead + "/reset").statusCode());
                assertEquals(0, admin.metric("postern_hop_breakers_open"));
            }
        }
    }

    @Test
    void onlyTheFirstMessageAsksAHopThatHangs() {
        first.hang("CONNECT").hang("CONNECT").hang("CONNECT");
        start("timeouts: {greeting: 1s}\n", "", first, second);
        assertHears("250 2.0.0");
        long since = System.nanoTime();
        assertHears("250 2.0.0");
        assertHears("250 2.0.0");
        // the breaker is open for four seconds at least
        boolean quick = System.nanoTime() - since < Duration.ofSeconds(3).toNanos();
        assertEquals(3, second.messages().size());
        assertTrue(!quick || first.connections() == 1, () -> first.connections() + " connections to the dead hop");
    }
}
