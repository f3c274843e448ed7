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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Authentication-Results that a client brings along in the node's own name (RFC 8601 §5), with no scanner configured. */
class ForgedResultsTest {

    private static final String REST = "Subject: x\r\nAuthentication-Results: mx.other.test; spf=pass\r\n\r\n..text\r\n";

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), "identity: {names: [mx2.postern.test]}\n");
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        hop.close();
    }

    private String delivered(String message) {
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@next.test", message).substring(0, 3));
        }
        return hop.messages().getLast();
    }

    @Test
    void inTheNameOfAnyNodeTheyAreRemovedAndAllElseStays() {
        var message = delivered("Authentication-Results: mx.postern.test; spf=pass\r\n"
                + "authentication-results: (x)\r\n\tMX2.Postern.test 1;\r\n\tdkim=pass\r\n" + REST);
        assertTrue(message.startsWith("Received: "), message);
        assertTrue(message.endsWith("\r\n" + REST), message);
        assertEquals(2, message.split("(?i)authentication-results:|Received: ", -1).length - 1, message);
    }

    /** Who unfolds the field before reading it would take its name for what it is. */
    @Test
    void noLineEndBeforeTheColonHidesIt() {
        var message = delivered("A: 1\r\nAuthentication-Results\r\n : mx.postern.test; dkim=pass\r\n" + REST);
        assertFalse(message.contains("mx.postern.test; dkim"), message);
        assertTrue(message.endsWith("\r\nA: 1\r\n" + REST), message);
    }

    @Test
    void noBlanksBeforeTheNameHideIt() {
        var padded = "Authentication-Results:" + " ".repeat(470) + "\r\n" + " ".repeat(500);
        var message = delivered(padded + "mx.postern.test; dkim=pass\r\n" + padded + "mx.other.test; dkim=pass\r\n" + REST);
        assertFalse(message.contains("mx.postern.test; dkim"), message);
        assertTrue(message.endsWith("\r\n" + padded + "mx.other.test; dkim=pass\r\n" + REST), message);
    }

    @Test
    void whatComesInChunksIsLookedAtTheSameWay() {
        var content = "Authentication-Results: mx.postern.test; spf=pass\r\n.Authentication-Results: mx.postern.test\r\n" + REST;
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.ask("MAIL FROM:<a@client.test>").startsWith("250"));
            assertTrue(client.ask("RCPT TO:<b@next.test>").startsWith("250"));
            assertTrue(client.send("BDAT " + content.length() + " LAST\r\n" + content).reply().startsWith("250"));
        }
        var message = hop.messages().getLast();
        assertTrue(message.endsWith("\r\n..Authentication-Results: mx.postern.test\r\n"
                + REST.replace("..text", "...text")), message);
    }

    @Test
    void aMessageWithoutAnyIsNotTouched() {
        var message = delivered(REST);
        assertTrue(message.endsWith("\r\n" + REST), message);
    }
}
