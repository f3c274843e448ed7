package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The failure table's rows about where a recipient's mail goes, heard at RCPT by a client that may relay. */
class RoutingFailureTest {

    @TempDir
    private static Path folder;
    private static DnsWorld dns;
    private static SinkServer hop;
    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        hop = new SinkServer();
        dns = DnsWorld.serving("""
                good.test. MX 10 mail.good.test.
                mail.good.test. A 127.0.0.1
                implicit.test. A 127.0.0.1
                other.test. MX 10 mail.other.test.
                mail.other.test. A 127.0.0.1
                empty.test. TXT "nothing else"
                homeless.test. MX 10 mail.homeless.test.
                mail.homeless.test. TXT "no address"
                nowhere.test. MX 10 gone.nowhere.test.
                null.test. MX 0 .
                ours.test. MX 10 mx.postern.test.
                ours.test. MX 20 mail.good.test.
                balanced.test. MX 10 mail.balanced.test.
                mail.balanced.test. A 127.0.0.77
                primary.test. MX 10 mail.good.test.
                primary.test. MX 20 mx.postern.test.
                aimed.test. MX 10 mail.aimed.test.
                mail.aimed.test. A 127.0.0.66
                routed-ours.test. MX 10 mx.postern.test.
                servfail.test. MX 10 mail.good.test.
                refused.test. MX 10 mail.good.test.
                silent.test. MX 10 mail.good.test.
                babble.test. MX 10 mail.good.test.
                notimp.test. MX 10 mail.good.test.
                lame.test. MX 10 mail.good.test.
                forged.test. MX 10 mail.good.test.
                beside.test. MX 10 mail.good.test.
                huge.test. MX 10 mail.good.test.
                stalled.test. MX 10 mail.good.test.
                deaf.test. MX 10 mail.deaf.test.
                mail.deaf.test. A 127.0.0.1
                """);
        dns.fault("servfail.test", DnsWorld.Fault.SERVFAIL);
        dns.fault("refused.test", DnsWorld.Fault.REFUSED);
        dns.fault("silent.test", DnsWorld.Fault.DROP);
        dns.fault("babble.test", DnsWorld.Fault.GARBAGE);
        dns.fault("notimp.test", DnsWorld.Fault.NOTIMP);
        dns.fault("lame.test", DnsWorld.Fault.LAME);
        dns.fault("forged.test", DnsWorld.Fault.WRONG_ID);
        dns.fault("beside.test", DnsWorld.Fault.WRONG_QUESTION);
        dns.fault("huge.test", DnsWorld.Fault.OVERSIZED);
        dns.fault("stalled.test", DnsWorld.Fault.STALL);
        dns.fault("mail.deaf.test", DnsWorld.Fault.SERVFAIL);
        node = TestNode.start(folder, """
                access: {relay-from: [127.0.0.0/8]}
                identity: {addresses: [127.0.0.77]}
                relay: {port: %d, refuse-addresses: [127.0.0.66/32]}
                dns: {servers: ["127.0.0.1:%d"], timeout: 1s}
                routes:
                  - {name: host, domains: [host-gone.test], via: ["10 gone.nowhere.test:25"]}
                  - {name: homeless, domains: [host-homeless.test], via: ["10 mail.homeless.test:25"]}
                  - {name: mx-of, domains: [mx-gone.test], via: "mx:gone.nowhere.test"}
                  - {name: own, domains: [routed-gone.test, routed-ours.test], via: mx}
                """.formatted(hop.address().getPort(), dns.address().getPort()));
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        dns.close();
        hop.close();
    }

    private static String recipient(String domain) {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            return client.ask("RCPT TO:<b@" + domain + ">");
        }
    }

    private static void assertHears(String expected, String domain) {
        var reply = recipient(domain);
        assertTrue(reply.startsWith(expected), () -> domain + ": " + reply);
    }

    @ParameterizedTest
    @CsvSource({"unknown.test", "empty.test"})
    void unroutedDomainDoesNotExistOrHasNeitherMxNorAddress(String domain) {
        assertHears("550 5.1.2", domain);
    }

    @ParameterizedTest
    @CsvSource({"homeless.test", "nowhere.test"})
    void unroutedMxHostsHaveNoAddress(String domain) {
        assertHears("550 5.4.4", domain);
    }

    @Test
    void unroutedNullMx() {
        assertHears("556 5.1.10", "null.test");
    }

    @ParameterizedTest
    @CsvSource({"ours.test", "balanced.test"})
    void unroutedEveryCandidateIsThisCluster(String domain) {
        assertHears("554 5.4.6", domain);
    }

    @Test
    void unroutedEveryCandidateIsRefusedByTheAddressPolicy() {
        assertHears("550 5.4.4", "aimed.test");
    }

    @ParameterizedTest
    @CsvSource({"host-gone.test", "host-homeless.test", "mx-gone.test", "routed-gone.test", "routed-ours.test"})
    void nameThatOurConfigurationWroteLeadsNowhereOrBackToUs(String domain) throws Exception {
        double before = Scrape.of(node).value("postern_alerts_total");
        assertHears("451 4.3.5", domain);
        assertEquals(before + 1, Scrape.of(node).value("postern_alerts_total"));
    }

    @ParameterizedTest
    @CsvSource({"servfail.test", "refused.test", "silent.test", "babble.test", "deaf.test", "notimp.test", "lame.test",
        "forged.test", "beside.test", "huge.test", "stalled.test"})
    void dnsUnavailable(String domain) {
        assertHears("451 4.4.3", domain);
    }

    @Test
    void afterDnsFailureTheSameTransactionGoesOnWithOtherRecipients() {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            assertTrue(client.ask("RCPT TO:<b@servfail.test>").startsWith("451 4.4.3"));
            assertTrue(client.ask("RCPT TO:<b@good.test>").startsWith("250 2.1.5"));
        }
    }

    @ParameterizedTest
    @CsvSource({"good.test", "implicit.test", "primary.test"})
    void unroutedMailGoesByMxOrAddressAndNeverToOurOwnLevel(String domain) {
        int before = hop.messages().size();
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.mail("a@client.test", "b@" + domain, "text\r\n").startsWith("250 2.0.0"));
        }
        assertEquals(before + 1, hop.messages().size());
    }

    @Test
    void recipientWithAnotherDestination() {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            assertTrue(client.ask("RCPT TO:<b@good.test>").startsWith("250 2.1.5"));
            assertTrue(client.ask("RCPT TO:<b@other.test>").startsWith("452 4.5.3"));
            assertTrue(client.ask("RCPT TO:<c@primary.test>").startsWith("250 2.1.5"), "the same next hops travel together");
        }
    }
}
