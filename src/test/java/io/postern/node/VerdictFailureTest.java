package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
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

/** The failure table's rows about what is in the message: verdicts, the quarantine, loops. */
class VerdictFailureTest {

    private static final String RULES = """
            scan:
              - {name: r, type: rules, on-match: reject, block-headers: [{field: X-Test, pattern: reject}]}
              - {name: d, type: rules, on-match: defer, block-headers: [{field: X-Test, pattern: defer}]}
              - {name: x, type: rules, on-match: discard, block-headers: [{field: X-Test, pattern: discard}]}
              - {name: q, type: rules, on-match: quarantine, block-headers: [{field: X-Test, pattern: quarantine}]}
              - {name: t, type: rules, on-match: tag, block-headers: [{field: X-Test, pattern: tag}]}
            """;

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        hop.close();
        node.close();
    }

    private void start(String sections) {
        node = TestNode.towards(folder, hop.address().getPort(), sections);
    }

    private String send(String message) {
        try (var client = Client.greeted(node.port())) {
            return client.mail("a@client.test", "b@next.test", message);
        }
    }

    private static String message(String verdicts) {
        return "X-Test: " + verdicts + "\r\n\r\ntext\r\n";
    }

    private void assertHears(String expected, String message) {
        var reply = send(message);
        assertTrue(reply.startsWith(expected), reply);
    }

    private long kept() throws IOException {
        return QuarantineFolder.mails(folder.resolve("quarantine")).size();
    }

    @ParameterizedTest
    @CsvSource({
            "reject, 550 5.7.1, 0", "defer, 451 4.7.1, 0", "discard, 250 2.0.0, 0", "quarantine, 250 2.0.0, 1",
            "reject quarantine, 550 5.7.1, 0", "quarantine discard, 250 2.0.0, 1", "discard defer, 250 2.0.0, 0",
            "defer tag, 451 4.7.1, 0"})
    void theStrictestVerdictIsHeardAndNothingIsSentOnward(String verdicts, String expected, int kept) throws IOException {
        start(RULES);
        assertHears(expected, message(verdicts));
        assertEquals(0, hop.connections());
        assertEquals(kept, kept());
    }

    @Test
    void verdictDiscardIsCountedAsDiscarded() {
        start(RULES);
        assertHears("250 2.0.0", message("discard"));
        assertTrue(Scrape.of(node).text().lines().anyMatch(
                line -> line.startsWith("postern_messages_total") && line.contains("discarded") && line.endsWith(" 1.0")));
    }

    @ParameterizedTest
    @CsvSource({"clean", "tag"})
    void verdictCleanOrTagGoesOn(String verdict) throws IOException {
        start(RULES);
        assertHears("250 2.0.0", message(verdict));
        assertTrue(hop.messages().getFirst().endsWith(message(verdict)));
        assertEquals(0, kept());
    }

    @Test
    void quarantineStoreUnavailable() throws IOException {
        start(RULES);
        node.breakQuarantine(folder);
        assertHears("451 4.3.0", message("quarantine"));
        assertEquals(0, hop.connections());
        assertEquals(1, Scrape.of(node).value("postern_alerts_total"));
    }

    @ParameterizedTest
    @CsvSource({"defer, 451 4.7.1, 0, 0", "quarantine, 250 2.0.0, 1, 0", "accept, 250 2.0.0, 0, 1"})
    void verdictUnsureGoesByTheScannersOnFailure(String onFailure, String expected, int kept, int sent) throws IOException {
        int deaf;
        try (var closed = new SinkServer()) {
            deaf = closed.address().getPort();
        }
        start("scan: [{name: av, type: clamd, address: \"127.0.0.1:%d\", on-failure: %s}]\n".formatted(deaf, onFailure));
        assertHears(expected, "Subject: unsure\r\n\r\ntext\r\n");
        assertEquals(kept, kept());
        assertEquals(sent, hop.messages().size());
        assertEquals(1, Scrape.of(node).value("postern_unscanned_total"), "whatever becomes of it");
    }

    @Test
    void loopByOurNamesInReceivedLines() {
        start("identity: {names: [mx2.postern.test]}\n");
        var ours = "Received: from x by mx.postern.test; now\r\nReceived: from x\r\n\tby MX2.postern.test; now\r\n";
        assertHears("554 5.4.6", ours.repeat(3) + "\r\ntext\r\n");
        assertEquals(0, hop.connections());
        assertHears("250 2.0.0", ours + ours + "Received: from x by mx.postern.test; now\r\n\r\ntext\r\n");
        assertHears("250 2.0.0", "Subject: text\r\n\r\n" + ours.repeat(3));
    }

    @Test
    void loopByReceivedLinesInAll() {
        start("limits: {received-hops: 10}\n");
        var line = "Received: from x by mx.elsewhere.test; now\r\n";
        assertHears("554 5.4.6", line.repeat(11) + "\r\ntext\r\n");
        assertEquals(0, hop.connections());
        assertHears("250 2.0.0", line.repeat(10) + "\r\ntext\r\n");
    }

    @Test
    void bodyOverTheLimitIsDrainedOnlySoFar() {
        start("limits: {message-size: 1KiB}\n");
        assertHears("552 5.3.4", "0123456789\r\n".repeat(100));
        try (var client = Client.greeted(node.port())) {
            var reply = client.mail("a@client.test", "b@next.test", "0123456789\r\n".repeat(100_000) + "end");
            assertTrue(reply.startsWith("552 5.3.4"), reply);
            assertFalse(client.reply().startsWith("250"), "a body that never ends is cut off");
        }
        assertEquals(0, hop.connections());
    }
}
