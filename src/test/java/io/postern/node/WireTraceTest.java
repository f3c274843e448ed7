package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Reading along with one client or one route while the node runs. */
class WireTraceTest {

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(), "");
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.delete("/api/v1/trace");
        admin.close();
        node.close();
        sink.close();
    }

    private List<String> told(String query) {
        assertEquals(200, admin.post("/api/v1/trace?" + query).statusCode());
        try (var log = new LogLines("wire-"); var client = Client.greeted(node.port())) {
            assertTrue(client.ask("AUTH PLAIN c2VjcmV0").startsWith("5"));
            assertTrue(client.mail("traced@client.test", "b@next.test", "a secret body\r\n").startsWith("250"));
            return List.copyOf(log.lines());
        }
    }

    private static boolean has(List<String> lines, String event, String way, String text) {
        return lines.stream().anyMatch(line -> line.startsWith(event + " id=") && line.contains(" way=" + way + " text=")
                && line.contains(text));
    }

    @Test
    void aClientsDialogueAndItsNextHopsAreTold() {
        var lines = told("client=127.0.0.1&minutes=5");
        assertTrue(has(lines, "wire-client", "<", "MAIL FROM:<traced@client.test>"), lines::toString);
        assertTrue(has(lines, "wire-client", ">", "354 "), lines::toString);
        assertTrue(has(lines, "wire-next-hop", "<", "220 "), lines::toString);
        assertTrue(has(lines, "wire-next-hop", ">", "MAIL FROM:<traced@client.test>"), lines::toString);
        assertTrue(has(lines, "wire-next-hop", "<", "250 "), lines::toString);
        assertTrue(has(lines, "wire-client", "<", "AUTH ****"), lines::toString);
        assertFalse(lines.toString().contains("c2VjcmV0"), lines::toString);
        assertFalse(lines.toString().contains("secret body"), lines::toString);
    }

    @Test
    void ofARouteOnlyTheNextHopsAreTold() {
        var lines = told("route=next");
        assertTrue(has(lines, "wire-next-hop", ">", "RCPT TO:<b@next.test>"), lines::toString);
        assertFalse(lines.toString().contains("wire-client"), lines::toString);
    }

    @Test
    void nobodyElseIsToldAndItCanBeSwitchedOff() {
        assertEquals(List.of(), told("client=192.0.2.1"));
        var on = new JsonObject(admin.get("/api/v1/trace").body());
        assertEquals("192.0.2.1", on.getString("client"));
        assertTrue(on.getInteger("secondsLeft") <= 600);
        assertEquals(204, admin.delete("/api/v1/trace").statusCode());
        assertFalse(new JsonObject(admin.get("/api/v1/trace").body()).getBoolean("on"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "client=mail.example", "client=127.0.0.1&route=next", "route=nexd",
            "client=127.0.0.1&minutes=0", "client=127.0.0.1&minutes=61", "client=127.0.0.1&minutes=ever"})
    void whatIsNoSubjectIsRefused(String query) {
        assertEquals(400, admin.post("/api/v1/trace?" + query).statusCode());
        assertFalse(new JsonObject(admin.get("/api/v1/trace").body()).getBoolean("on"));
    }
}
