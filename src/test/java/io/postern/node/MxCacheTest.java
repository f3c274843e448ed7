package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an operator sees of a node's MX answers, and how one of them is forgotten. */
class MxCacheTest {

    @TempDir
    private Path folder;
    private SinkServer hop;
    private DnsWorld dns;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        hop = new SinkServer();
        dns = DnsWorld.serving("""
                good.test. MX 10 mail.good.test.
                mail.good.test. A 127.0.0.1
                """);
        node = TestNode.start(folder, """
                access: {relay-from: [127.0.0.0/8]}
                relay: {port: %d, refuse-addresses: []}
                dns: {servers: ["127.0.0.1:%d"]}
                """.formatted(hop.address().getPort(), dns.address().getPort()));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        node.close();
        dns.close();
        hop.close();
    }

    @Test
    void answersAreListedWithTheirSource() {
        recipient();
        var held = admin.json("/api/v1/mx-cache").getJsonArray("answers").getJsonObject(0);
        assertEquals("good.test", held.getString("domain"));
        assertEquals("hosts", held.getString("answer"));
        assertEquals("dns", held.getString("source"));
        assertTrue(held.getLong("ttlSeconds") > 200);
        assertEquals(new JsonObject().put("preference", 10).put("name", "mail.good.test"),
                held.getJsonArray("hosts").getJsonObject(0));
    }

    @Test
    void forgottenDomainIsAskedForAgainWithItsHosts() {
        recipient();
        recipient();
        assertEquals(1, dns.asked("udp MX good.test"));
        assertEquals(204, admin.delete("/api/v1/mx-cache/Good.test").statusCode());
        assertEquals(0, admin.json("/api/v1/mx-cache").getJsonArray("answers").size());
        recipient();
        assertEquals(2, dns.asked("udp MX good.test"));
        assertEquals(2, dns.asked("udp A mail.good.test"));
        assertEquals(204, admin.delete("/api/v1/mx-cache/unknown.test").statusCode());
    }

    @Test
    void hitsAreCountedBySource() {
        recipient();
        recipient();
        assertTrue(admin.metric("postern_mx_lookups_total{result=\"hosts\",source=\"local\"}") >= 1);
        assertEquals(1, admin.metric("postern_mx_lookups_total{result=\"hosts\",source=\"dns\"}"));
        assertEquals(1, admin.metric("postern_mx_lookup_seconds_count{source=\"dns\"}"));
    }

    @Test
    void explanationTellsWhereTheRecordsCameFrom() {
        assertEquals("dns", source());
        assertEquals("local", source());
    }

    private String source() {
        return admin.json("/api/v1/explain?rcpt=a@good.test").getJsonObject("mx").getString("source");
    }

    private void recipient() {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            assertTrue(client.ask("RCPT TO:<b@good.test>").startsWith("250"));
        }
    }
}
