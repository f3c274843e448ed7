package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A route that puts off what comes from unknown clients. */
class GreylistingTest {

    @TempDir
    private Path folder;

    @Test
    void anUnknownClientIsPutOffUntilItComesAgain() throws IOException {
        try (var hop = new SinkServer(); var node = node(hop, "1s", ""); var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            var reply = client.ask("RCPT TO:<b@next.test>");
            assertTrue(reply.startsWith("451 4.7.1 Greylisted, try again in "), reply);
            eventually(() -> client.ask("RCPT TO:<b@next.test>").startsWith("250"));
            assertTrue(client.ask("RCPT TO:<c@next.test>").startsWith("250"));
            assertEquals(1, Scrape.of(node).value("postern_messages_total", "cause=\"greylisted\""));
        }
    }

    @Test
    void aRecipientThatIsKnownNotToExistIsToldSoAtOnce() throws IOException {
        try (var hop = new SinkServer(); var node = node(hop, "1s", ""); var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            eventually(() -> client.ask("RCPT TO:<b@next.test>").startsWith("250"));
            hop.reply("RCPT", "550 5.1.1 nobody\r\n");
            client.ask("DATA");
            assertTrue(client.ask("text\r\n.").startsWith("550 5.1.1"));
            client.ask("MAIL FROM:<a@client.test>");
            assertTrue(client.ask("RCPT TO:<b@next.test>").startsWith("550 5.1.1"));
        }
    }

    @Test
    void aClientThatIsWelcomeIsNotPutOff() throws IOException {
        for (var access : new String[] {"access: {allow-clients: [127.0.0.1]}\n", "access: {relay-from: [127.0.0.0/8]}\n"}) {
            try (var hop = new SinkServer(); var node = node(hop, "1h", access); var client = Client.greeted(node.port())) {
                client.ask("MAIL FROM:<a@client.test>");
                assertTrue(client.ask("RCPT TO:<b@next.test>").startsWith("250"));
            }
        }
    }

    private TestNode node(SinkServer hop, String delay, String sections) {
        return TestNode.start(folder, """
                routes: [{name: next, domains: [next.test], via: ["10 127.0.0.1:%d"], greylist: %s}]
                """.formatted(hop.address().getPort(), delay) + sections);
    }
}
