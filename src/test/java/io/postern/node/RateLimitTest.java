package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client hears that wants more than its rate. */
class RateLimitTest {

    @TempDir
    private Path folder;

    @Test
    void beyondTheRateIsForLaterAndWhatWasTakenGoesOn() throws IOException {
        try (var hop = new SinkServer();
                var node = TestNode.towards(folder, hop.address().getPort(), "access: {rates: {sender: 3/1h}}\n");
                var client = Client.greeted(node.port())) {
            hears(client, "250", "MAIL FROM:<a@client.test>");
            for (int i = 0; i < 3; i++) {
                hears(client, "250 2.1.5", "RCPT TO:<b" + i + "@next.test>");
            }
            hears(client, "450 4.7.1", "RCPT TO:<c@next.test>");
            hears(client, "250", "RCPT TO:<b1@next.test>");
            hears(client, "354", "DATA");
            hears(client, "250 2.0.0", "text\r\n.");
            assertEquals(1, hop.messages().size());
            hears(client, "250", "MAIL FROM:<A@client.test>");
            hears(client, "450 4.7.1", "RCPT TO:<d@next.test>");
            hears(client, "250", "RSET");
            hears(client, "250", "MAIL FROM:<e@client.test>");
            hears(client, "250", "RCPT TO:<d@next.test>");
            assertTrue(Scrape.of(node).text().contains("cause=\"rate-sender\""));
        }
    }

    private static void hears(Client client, String expected, String line) {
        var reply = client.ask(line);
        assertTrue(reply.startsWith(expected), line + ": " + reply);
    }
}
