package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.authentic.Messages;
import io.postern.authentic.YamlSuite;
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
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who a message is from, as a whole node finds it out from a real DNS, and what the next hop reads of it. */
class AuthenticationTest {

    private static final String JOE = "joe@football.example.com";
    private static final String SIGNED = (Messages.RSA + Messages.FOOTBALL).replace("\n", "\r\n");
    private static final String UNSIGNED = Messages.FOOTBALL.replace("\n", "\r\n");

    private static final String ZONE = """
            football.example.com TXT "v=spf1 ip4:127.0.0.1 -all"
            test._domainkey.football.example.com TXT "%s"
            _dmarc.example.com TXT "v=DMARC1; p=reject"
            _dmarc.example.org TXT "v=DMARC1; p=reject"
            elsewhere.example TXT "v=spf1 -all"
            client.helo.example TXT "v=spf1 a -all"
            client.helo.example A 127.0.0.1
            dummy._domainkey.example.org TXT "%s"
            """.formatted(Messages.RSA_KEY, Messages.RSA_KEY);

    @TempDir
    private Path folder;
    private DnsWorld dns;
    private SinkServer hop;
    private TestNode node;

    @BeforeEach
    void open() throws IOException {
        dns = DnsWorld.serving(ZONE);
        hop = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        hop.close();
        dns.close();
    }

    private void start(String keys) {
        node = TestNode.towards(folder, hop.address().getPort(), """
                dns: {servers: ["127.0.0.1:%d"], timeout: 1s}
                scan: [{name: auth, type: authentication%s}]
                """.formatted(dns.address().getPort(), keys));
    }

    private String send(String from, String message) {
        try (var client = Client.greeted(node.port())) {
            return client.mail(from, "b@next.test", message);
        }
    }

    /** Unfolded, as the next hop has it. */
    private String results() {
        assertEquals(1, hop.messages().size());
        var message = hop.messages().getFirst().replaceAll("\r\n(?=[ \t])", "");
        return message.lines().filter(line -> line.startsWith("Authentication-Results: mx.postern.test;")).reduce((_, _) -> {
            throw new AssertionError("more than one");
        }).orElse("none");
    }

    @Test
    void whatPassesIsSaidInOneField() {
        start("");
        assertTrue(send(JOE, SIGNED).startsWith("250"));
        assertEquals("Authentication-Results: mx.postern.test; spf=pass smtp.mailfrom=joe@football.example.com;"
                + " dkim=pass header.d=football.example.com header.s=test header.b=F45dVWDf; arc=none;"
                + " dmarc=pass header.from=football.example.com policy.dmarc=reject", results());
    }

    @Test
    void nobodyElseWritesOurResults() {
        start(", authserv-id: results.test");
        var forged = "Authentication-Results: mx.postern.test; dmarc=pass\r\nauthentication-results:\r\n (x) \"Results.test\" 1; spf=pass\r\n";
        assertTrue(send(JOE, forged + "Authentication-Results: other.example; dmarc=fail\r\n" + SIGNED).startsWith("250"));
        assertTrue(text().startsWith("Authentication-Results: results.test; spf=pass"), text());
        assertTrue(text().endsWith("Authentication-Results: other.example; dmarc=fail\r\n" + SIGNED), text());
        assertFalse(text().contains("mx.postern.test; dmarc") || text().contains("Results.test\""), text());
    }

    @ParameterizedTest
    @CsvSource({
            "none, 250, 1, 0", "tag, 250, 1, 0", "quarantine, 250, 0, 1", "reject, 550 5.7.1, 0, 0"})
    void aForgeryMeetsWhatTheConfigurationAllows(String action, String reply, int delivered, int kept) throws IOException {
        start(", on-dmarc-fail: " + action);
        var said = send("x@elsewhere.example", UNSIGNED);
        assertTrue(said.startsWith(reply), said);
        assertEquals(delivered, hop.messages().size());
        assertEquals(kept, kept());
        if (delivered > 0) {
            assertEquals("Authentication-Results: mx.postern.test; spf=fail smtp.mailfrom=x@elsewhere.example; dkim=none; arc=none;"
                    + " dmarc=fail header.from=football.example.com policy.dmarc=reject", results());
            assertEquals(action.equals("tag"), text().contains("X-Postern-Match: auth; fails DMARC of football.example.com"));
        }
    }

    /** I7: the node's own limit is no reason for 550. */
    @ParameterizedTest
    @ValueSource(strings = {"", "From: x@elsewhere.example\r\n"})
    void anAuthorBehindMoreFieldsThanAreReadIsNotPassedBy(String first) {
        start(", on-dmarc-fail: reject");
        var said = send("x@elsewhere.example", first + "X:\r\n".repeat(5_000) + UNSIGNED);
        assertTrue(said.startsWith("451 4.7.1"), said);
        assertEquals(0, hop.messages().size());
        assertEquals(1, Scrape.of(node).value("postern_unscanned_total", "cause=\"header\",scanner=\"auth\""));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "From: Joe <joe@football.example.com | 550 5.7.1 | 0", "From: joe@football.example.com \"x\" | 550 5.7.1 | 0",
            "From: joe@[192.0.2.1] | 250 | 1", "Subject: nobody | 250 | 1"})
    void anAuthorWhoCannotBeCheckedIsNotPassedBy(String header, String reply, int kept) throws IOException {
        start(", on-dmarc-fail: reject");
        var said = send("x@elsewhere.example", header + "\r\n\r\ntext\r\n");
        assertTrue(said.startsWith(reply), said);
        assertEquals(0, hop.messages().size());
        assertEquals(kept, kept());
    }

    @Test
    void noMoreIsDoneThanTheOwnerAsksFor() throws IOException {
        dns.zone(ZONE.replace("p=reject", "p=none"));
        start(", on-dmarc-fail: reject");
        assertTrue(send("x@elsewhere.example", UNSIGNED).startsWith("250"));
        assertTrue(text().contains("X-Postern-Match: auth; fails DMARC of football.example.com"), text());
    }

    @ParameterizedTest
    @CsvSource({"SERVFAIL, _dmarc.football.example.com", "DROP, _dmarc.football.example.com", "GARBAGE, _dmarc.example.com",
            "STALL, test._domainkey.football.example.com"})
    void atATemporaryErrorNothingIsDone(DnsWorld.Fault fault, String name) {
        dns.fault(name, fault);
        start(", on-dmarc-fail: reject");
        var reply = send("x@elsewhere.example", SIGNED);
        assertTrue(reply.startsWith("250"), reply);
        assertTrue(results().contains("dmarc=temperror"), results());
    }

    @Test
    void aDnsThatNeverAnswersDelaysAndDecidesNothing() {
        for (var name : new String[] {"football.example.com", "test._domainkey.football.example.com", "_dmarc.football.example.com"}) {
            dns.fault(name, DnsWorld.Fault.DROP);
        }
        start(", on-dmarc-fail: reject, timeout: 1s");
        assertTrue(send(JOE, SIGNED).startsWith("250"));
        assertTrue(results().contains("spf=temperror") && results().contains("dkim=temperror") && results().contains("dmarc=temperror"), results());
    }

    @Test
    void aNullReversePathIsAskedForByItsHelo() {
        start("");
        try (var client = new Client(node.port())) {
            client.reply();
            client.ask("EHLO client.helo.example");
            client.ask("MAIL FROM:<>");
            client.ask("RCPT TO:<b@next.test>");
            client.ask("DATA");
            assertTrue(client.send("From: mailer@client.helo.example\r\n\r\ntext\r\n.\r\n").reply().startsWith("250"));
        }
        assertTrue(results().contains("spf=pass smtp.helo=client.helo.example"), results());
    }

    @ParameterizedTest
    @CsvSource({"example.org, true", "example.net, false"})
    void aTrustedSealExcuses(String sealer, boolean excused) {
        start(", on-dmarc-fail: reject, trusted-arc-sealers: [" + sealer + "]");
        var test = YamlSuite.tests(YamlSuite.read("arc/arc-draft-validation-tests.yml").getFirst()).get("cv_pass_i1_1");
        var reply = send("list@elsewhere.example", test.get("message").toString().replace("\n", "\r\n"));
        assertTrue(reply.startsWith(excused ? "250" : "550"), reply);
        if (excused) {
            assertTrue(results().contains("arc=pass; dmarc=fail reason=\"passed at example.org\" header.from=d1.example.org"), results());
        }
    }

    @Test
    void recordsAreAskedForOnce() {
        start("");
        for (int i = 0; i < 5; i++) {
            assertTrue(send(JOE, SIGNED).startsWith("250"));
        }
        assertEquals(1, dns.asked("udp TXT test._domainkey.football.example.com"));
        assertEquals(1, dns.asked("udp TXT football.example.com"));
        assertTrue(Scrape.of(node).value("postern_authentication_total", "method=\"dmarc\",result=\"pass\"") == 5);
    }

    private String text() {
        return hop.messages().getFirst();
    }

    private long kept() throws IOException {
        return QuarantineFolder.mails(folder.resolve("quarantine")).size();
    }
}
