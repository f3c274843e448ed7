package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.QuarantineFolder;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Authentication-Results that a client brings along in the name of a scanner whose own are not written into the message. */
class ForgedScannerResultsTest {

    private static final String FORGED = "Authentication-Results: Results.test; dmarc=pass\r\n";
    private static final String REST = "Authentication-Results: other.test; dmarc=pass\r\nFrom: a@bank.example\r\n\r\ntext\r\n";

    @TempDir
    private Path folder;
    private DnsWorld dns;
    private SinkServer hop;
    private TestNode node;

    @BeforeEach
    void open() throws IOException {
        dns = DnsWorld.serving("_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\n");
        hop = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        hop.close();
        dns.close();
    }

    private void start(String keys) {
        node = TestNode.start(folder, """
                dns: {servers: ["127.0.0.1:%1$d"], timeout: 1s}
                scan: [{name: auth, type: authentication, authserv-id: results.test%2$s}]
                routes:
                  - {name: next, domains: [next.test], via: ["10 127.0.0.1:%3$d"]}
                  - {name: mild, domains: [mild.test], via: ["10 127.0.0.1:%3$d"], on-match: tag}
                  - {name: open, domains: [open.test], via: ["10 127.0.0.1:%3$d"], scan: []}
                """.formatted(dns.address().getPort(), keys, hop.address().getPort()));
    }

    private void send(String recipient) {
        try (var client = Client.greeted(node.port())) {
            var reply = client.mail("a@client.test", recipient, FORGED + REST);
            assertTrue(reply.startsWith("250"), reply);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "on-dmarc-fail: reject | b@mild.test", "on-dmarc-fail: reject | b@open.test", "except-clients: [127.0.0.0/8] | b@next.test",
            "max-size: 10B, over-size: skip | b@next.test", "max-size: 10B, on-failure: accept | b@next.test"})
    void theyAreLeftOutThoughTheScannersWordDoesNotCount(String keys, String recipient) {
        start(", " + keys);
        send(recipient);
        var message = hop.messages().getFirst();
        assertFalse(message.contains("Results.test"), message);
        assertTrue(message.endsWith("\r\n" + REST), message);
    }

    @Test
    void whatIsQuarantinedAndMayBeReleasedHasNoneEither() throws IOException {
        start(", on-dmarc-fail: quarantine");
        send("b@next.test");
        var kept = QuarantineFolder.mails(folder.resolve("quarantine"));
        assertEquals(1, kept.size());
        var message = Files.readString(kept.getFirst());
        assertFalse(message.contains("Results.test"), message);
        assertTrue(message.contains("other.test; dmarc=pass"), message);
    }
}
