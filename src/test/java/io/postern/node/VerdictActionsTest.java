package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.Eventually;
import io.postern.world.QuarantineFolder;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a verdict does to a message, as the client, its recipients, another mailbox and the quarantine see it. */
class VerdictActionsTest {

    private static final String BAD = "Subject: =?utf-8?q?=C3=BCbel?=\r\nFrom: Mallory <m@client.test>\r\nX-Test: bad\r\n\r\n..text\r\n";

    @TempDir
    private Path folder;
    private SinkServer hop;
    private SinkServer other;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
        other = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        admin.close();
        node.close();
        hop.close();
        other.close();
    }

    /** {@code keys} of the one scanner, which finds what {@link #BAD} is. */
    private void start(String keys) {
        node = TestNode.start(folder, """
                routes:
                  - {name: next, domains: [next.test], via: ["10 127.0.0.1:%d"]}
                  - {name: desk, domains: [desk.test], via: ["10 127.0.0.1:%d"]}
                  - {name: nowhere, domains: [nowhere.test], via: mx}
                dns: {servers: ["127.0.0.1:9"], timeout: 1s}
                scan:
                  - {name: rules, type: rules, block-headers: [{field: X-Test, pattern: bad}], %s}
                """.formatted(hop.address().getPort(), other.address().getPort(), keys));
        admin = new AdminCalls(node.adminPort());
    }

    private void hears(String expected, String from, String... recipients) {
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.ask("MAIL FROM:" + from).startsWith("250"));
            for (var recipient : recipients) {
                assertTrue(client.ask("RCPT TO:<" + recipient + ">").startsWith("250"));
            }
            assertTrue(client.ask("DATA").startsWith("354"));
            var reply = client.send(BAD + ".\r\n").reply();
            assertTrue(reply.startsWith(expected), reply);
        }
    }

    private void hears(String expected) {
        hears(expected, "<a@client.test>", "b@next.test");
    }

    private String kept() throws IOException {
        var messages = QuarantineFolder.mails(folder.resolve("quarantine"));
        assertEquals(1, messages.size());
        return Files.readString(messages.getFirst(), StandardCharsets.ISO_8859_1).split("\n", 3)[2];
    }

    @Test
    void tagAddsFieldsAndStandsBeforeTheSubject() {
        start("on-match: tag, tag-headers: [\"X-Spam: yes\"], subject-prefix: \"[SPAM] \"");
        hears("250");
        var message = hop.messages().getFirst();
        assertTrue(message.startsWith("X-Postern-Match: rules; "), message);
        assertTrue(message.contains("\r\nX-Spam: yes\r\nReceived: "), message);
        assertTrue(message.endsWith(BAD.replace("Subject: ", "Subject: [SPAM] ")), message);
        admin.awaitNothingHeld();
    }

    @Test
    void redirectGoesToAnotherMailboxByItsRouteAndToNobodyElse() {
        start("on-match: redirect, redirect-to: spam@desk.test");
        hears("250 2.0.0", "<a@client.test>", "b@next.test", "c@next.test");
        assertEquals(0, hop.connections());
        assertTrue(other.messages().getFirst().endsWith(BAD));
        assertTrue(other.commands().contains("RCPT TO:<spam@desk.test>"), other.commands().toString());
        assertTrue(other.commands().stream().anyMatch(line -> line.startsWith("MAIL FROM:<a@client.test>")));
        assertEquals(1, admin.metric("postern_messages_total{cause=\"scan\",result=\"delivered\",route=\"next\"}"));
        admin.awaitNothingHeld();
    }

    /** I7: that our own mailbox does not take it is no reason for the sender to be told 5xx. */
    @ParameterizedTest
    @ValueSource(strings = {"RCPT", "DOT"})
    void redirectThatIsRefusedPutsTheMessageOff(String step) {
        start("on-match: redirect, redirect-to: spam@desk.test");
        other.reply(step, "550 5.1.1 no such mailbox\r\n");
        hears("451 4.3.5");
        assertEquals(1, admin.metric("postern_alerts_total{kind=\"redirect-fails\"}"));
        hears("250");
        assertEquals(0, hop.connections());
    }

    @Test
    void redirectWithoutAWayPutsTheMessageOff() {
        start("on-match: redirect, redirect-to: spam@nowhere.test");
        hears("451 4.4.3");
        assertEquals(0, hop.connections() + other.connections());
        admin.awaitNothingHeld();
    }

    @Test
    void quarantineIsSilentUnlessConfigured() throws IOException {
        start("on-match: quarantine");
        hears("250");
        assertTrue(kept().endsWith(BAD.replace("..text", ".text")));
        assertEquals(0, hop.connections());
    }

    @Test
    void quarantineWithANoticeTellsTheRecipients() throws IOException {
        start("on-match: quarantine, on-quarantine: notify");
        hears("250 2.0.0", "<a@client.test>", "b@next.test", "c@next.test");
        kept();
        Eventually.eventually(() -> hop.messages().size() == 1);
        var notice = hop.messages().getFirst();
        assertTrue(hop.commands().stream().anyMatch(line -> line.startsWith("MAIL FROM:<>")));
        assertTrue(hop.commands().containsAll(List.of("RCPT TO:<b@next.test>", "RCPT TO:<c@next.test>")));
        assertTrue(notice.contains("\r\nFrom: <postmaster@next.test>\r\nTo: undisclosed-recipients:;\r\n"), notice);
        assertTrue(notice.contains("\r\nAuto-Submitted: auto-generated\r\n"), notice);
        var text = new String(Base64.getMimeDecoder().decode(notice.split("\r\n\r\n", 2)[1]), StandardCharsets.UTF_8);
        assertTrue(text.contains("Subject:    \u00fcbel\r\n"), text);
        assertTrue(text.contains("From:       Mallory <m@client.test>\r\n"), text);
        var id = admin.json("/api/v1/quarantine").getJsonArray("messages").getJsonObject(0).getString("id");
        assertTrue(text.contains("Identifier: " + id), text);
        Eventually.eventually(() -> admin.metric("postern_quarantine_notices_total{result=\"delivered\"}") == 1);
        admin.awaitNothingHeld();
    }

    @Test
    void noticeIsSentToThoseThatTheHopTakes() {
        start("on-match: quarantine, on-quarantine: notify");
        hop.reply("RCPT", "550 5.1.1 unknown\r\n");
        hears("250 2.0.0", "<a@client.test>", "b@next.test", "c@next.test");
        Eventually.eventually(() -> hop.messages().size() == 1);
        assertEquals(1, hop.commands().stream().filter("RCPT TO:<b@next.test>"::equals).count());
        assertEquals(2, hop.commands().stream().filter("RCPT TO:<c@next.test>"::equals).count());
    }

    @Test
    void noticeThatIsNotTakenIsCountedAndTheMessageIsKeptAllTheSame() throws IOException {
        start("on-match: quarantine, on-quarantine: notify");
        hop.reply("DOT", "554 5.7.1 no notices\r\n");
        hears("250 2.0.0");
        Eventually.eventually(() -> admin.metric("postern_quarantine_notices_total{result=\"failed\"}") == 1);
        kept();
        admin.awaitNothingHeld();
    }

    @Test
    void noNoticeAnswersAMessageWithoutASender() throws IOException {
        start("on-match: quarantine, on-quarantine: notify");
        hears("250 2.0.0", "<>", "b@next.test");
        kept();
        admin.awaitNothingHeld();
        assertEquals(0, hop.connections());
        assertFalse(Scrape.of(node).text().contains("postern_quarantine_notices_total{"));
    }

    @Test
    void quarantineThatRefusesKeepsACopy() throws IOException {
        start("on-match: quarantine, on-quarantine: reject");
        hears("550 5.7.1");
        kept();
        assertEquals(1, admin.metric("postern_messages_total{cause=\"scan\",result=\"rejected\",route=\"next\"}"));
        assertEquals(0, hop.connections());
    }

    @Test
    void quarantineThatRefusesPutsOffWhatItCannotKeep() throws IOException {
        start("on-match: quarantine, on-quarantine: reject");
        node.breakQuarantine(folder);
        hears("451 4.3.0");
    }

    @Test
    void whatIsKeptHasTheTagsThatWereGiven() throws IOException {
        start("on-match: tag, subject-prefix: \"[SPAM]\"}\n  - {name: more, type: rules, block-headers:"
                + " [{field: Subject, pattern: bel}], on-match: quarantine");
        hears("250");
        assertTrue(kept().startsWith("X-Postern-Match: rules; "), kept());
        assertTrue(kept().contains("\r\nSubject: [SPAM] =?utf-8?q?=C3=BCbel?=\r\n"), kept());
        var id = admin.json("/api/v1/quarantine").getJsonArray("messages").getJsonObject(0).getString("id");
        assertEquals(200, admin.post("/api/v1/quarantine/" + id + "/release").statusCode());
        assertTrue(hop.messages().getFirst().startsWith("X-Postern-Match: rules; "), "as it would have been delivered");
    }
}
