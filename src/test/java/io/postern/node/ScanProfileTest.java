package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Routes whose mail is scanned each in its own way, to one and the same next hop. */
class ScanProfileTest {

    private static final String BAD = "X-Test: bad\r\n\r\ntext\r\n";
    private static final String CONFIG = """
            scan:
              - {name: rules, type: rules, on-match: reject, block-headers: [{field: X-Test, pattern: bad}]}
            routes:
              - {name: strict, domains: [strict.test], via: ["10 127.0.0.1:%1$d"]}
              - {name: alike, domains: [alike.test], via: ["10 127.0.0.1:%1$d"]}
              - {name: mild, domains: [mild.test], via: ["10 127.0.0.1:%1$d"], on-match: tag}
              - {name: open, domains: [open.test], via: ["10 127.0.0.1:%1$d"], scan: []}
            """;

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.start(folder, CONFIG.formatted(hop.address().getPort()));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        hop.close();
    }

    private void send(String expected, String recipient) {
        try (var client = Client.greeted(node.port())) {
            var reply = client.mail("a@client.test", recipient, BAD);
            assertTrue(reply.startsWith(expected), reply);
        }
    }

    @Test
    void theSameMessageFaresByItsRoute() {
        send("550 5.7.1", "b@strict.test");
        assertEquals(0, hop.messages().size());
        send("250", "b@mild.test");
        assertTrue(hop.messages().getLast().startsWith("X-Postern-Match: rules; "), hop.messages().getLast());
        send("250", "b@open.test");
        assertTrue(hop.messages().getLast().startsWith("Received: "), hop.messages().getLast());
    }

    @Test
    void thePlanForARecipientShowsIt() {
        try (var admin = new AdminCalls(node.adminPort())) {
            assertEquals("{\"allScanners\":true}", plan(admin, "strict"));
            assertEquals("{\"allScanners\":true,\"onMatch\":\"tag\"}", plan(admin, "mild"));
            assertEquals("{\"allScanners\":false,\"scanners\":[]}", plan(admin, "open"));
        }
    }

    private static String plan(AdminCalls admin, String route) {
        return admin.json("/api/v1/explain?rcpt=b@" + route + ".test").getJsonObject("scan").encode();
    }

    /** I3: one reply cannot speak for both. */
    @Test
    void recipientsWithOtherProfilesComeInOtherTransactions() {
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.ask("MAIL FROM:<a@client.test>").startsWith("250"));
            assertTrue(client.ask("RCPT TO:<b@strict.test>").startsWith("250"));
            assertTrue(client.ask("RCPT TO:<b@mild.test>").startsWith("452 4.5.3"));
            assertTrue(client.ask("RCPT TO:<b@open.test>").startsWith("452 4.5.3"));
            assertTrue(client.ask("RCPT TO:<b@alike.test>").startsWith("250"), "another route, but nothing else");
        }
    }
}
