package io.postern.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Behind a load balancer the client is the one that the PROXY header names, everywhere, and nobody else is listened to. */
class ProxyProtocolTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] BINARY = HexFormat.of().parseHex(SIGNATURE + "2111000f" + "c0000207" + "7f000001" + "d4310019" + "040000");
    private static final byte[] LOCAL = HexFormat.of().parseHex(SIGNATURE + "20000000");

    @TempDir
    private static Path folder;
    private static SinkServer hop;
    private static TestNode node;

    /** The load balancer itself may send anywhere: its clients must not. */
    @BeforeAll
    static void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), """
                listeners:
                  - {bind: "127.0.0.1:0", proxy-protocol: {from: [127.0.0.1]}}
                  - {bind: "127.0.0.1:0", proxy-protocol: {from: [10.0.0.0/8]}}
                limits: {sessions-per-client: 3}
                access: {relay-from: [127.0.0.0/8]}
                """);
    }

    /** Else the next test would find them still counted. */
    @AfterEach
    void nobodyIsLeft() {
        eventually(() -> Scrape.of(node).value("postern_sessions") == 0);
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        hop.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 192.0.2.7 127.0.0.1 54321 25|[192.0.2.7]", "PROXY TCP6 2001:db8::7 ::1 1 2|[IPv6:2001:db8::7]",
        "PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2|[192.0.2.7]"})
    void clientIsTheOneNamed(String headerAndLiteral) {
        var parts = headerAndLiteral.split("\\|");
        try (var client = new Client(node.port())) {
            assertMailOf(client.send(parts[0] + "\r\n"), parts[1]);
        }
    }

    @Test
    void clientOfTheBinaryHeader() {
        try (var client = new Client(node.port())) {
            assertMailOf(client.send(BINARY), "[192.0.2.7]");
        }
    }

    private static void assertMailOf(Client client, String literal) {
        int before = hop.messages().size();
        assertTrue(client.reply().startsWith("220 mx.postern.test"));
        client.ask("EHLO client.test");
        assertTrue(client.mail("a@client.test", "b@next.test", "text\r\n").startsWith("250"));
        assertEquals(before + 1, hop.messages().size());
        assertTrue(hop.messages().getLast().contains("from client.test (" + literal + ")"), hop.messages().getLast());
    }

    @Test
    void clientHasNotTheRightsOfTheLoadBalancer() {
        try (var client = new Client(node.port())) {
            client.send("PROXY TCP4 192.0.2.7 127.0.0.1 54321 25\r\n").reply();
            client.ask("EHLO client.test");
            client.ask("MAIL FROM:<a@client.test>");
            assertEquals("550 5.7.1", client.ask("RCPT TO:<b@elsewhere.test>").substring(0, 9));
        }
    }

    @Test
    void clientThatIsTrustedItselfHasItsRights() {
        try (var client = new Client(node.port())) {
            client.send("PROXY TCP4 127.0.0.9 127.0.0.1 54321 25\r\n").reply();
            client.ask("EHLO client.test");
            client.ask("MAIL FROM:<a@client.test>");
            assertFalse(client.ask("RCPT TO:<b@elsewhere.test>").startsWith("550 5.7.1"));
        }
    }

    @Test
    void healthProbeIsGreetedButMaySendNothing() {
        try (var probe = new Client(node.port())) {
            assertTrue(probe.send(LOCAL).reply().startsWith("220"));
            assertTrue(probe.ask("EHLO probe.test").startsWith("250"));
            assertEquals("451 4.7.0", probe.ask("MAIL FROM:<a@probe.test>").substring(0, 9));
            assertEquals("503 5.5.1", probe.ask("RCPT TO:<b@elsewhere.test>").substring(0, 9));
            assertTrue(probe.ask("QUIT").startsWith("221"));
        }
        try (var unnamed = new Client(node.port())) {
            assertTrue(unnamed.send("PROXY UNKNOWN\r\n").reply().startsWith("220"));
            unnamed.ask("EHLO client.test");
            assertEquals("451 4.7.0", unnamed.ask("MAIL FROM:<a@client.test>").substring(0, 9));
        }
    }

    @Test
    void limitIsThatOfTheClientNamed() {
        // each is answered before the next one comes: two loops serve them
        try (var _ = heard("192.0.2.99", "220"); var _ = heard("192.0.2.99", "220"); var _ = heard("192.0.2.99", "220");
                var fourth = heard("192.0.2.99", "421 4.7.0"); var _ = heard("192.0.2.98", "220")) {
            assertEquals("closed", fourth.reply());
        }
    }

    private static Client heard(String address, String reply) {
        var client = new Client(node.port()).send("PROXY TCP4 " + address + " 127.0.0.1 54321 25\r\n");
        assertEquals(reply, client.reply().substring(0, reply.length()));
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO client.test\r\n", "PROXY TCP4 192.0.2.7\r\n", "\0\0\0\0", "GET / HTTP/1.1\r\n\r\n"})
    void otherThanAHeaderIsNotAnswered(String octets) {
        double before = count("proxy-header");
        try (var client = new Client(node.port())) {
            assertEquals("closed", client.send(octets).reply());
        }
        eventually(() -> count("proxy-header") > before);
    }

    @Test
    void silenceIsNotAnsweredAndNotBornForLong() {
        double before = count("proxy-header");
        try (var silent = new Client(node.port()); var slow = new Client(node.port())) {
            slow.send("PROXY TCP4");
            assertEquals("closed", silent.reply());
            assertEquals("closed", slow.reply());
        }
        eventually(() -> count("proxy-header") >= before + 2);
    }

    @Test
    void whoIsNoLoadBalancerIsNotListenedTo() {
        double before = count("proxy-source");
        try (var stranger = new Client(node.node().ports().get(1))) {
            assertEquals("closed", stranger.reply());
        }
        eventually(() -> count("proxy-source") > before);
    }

    @Test
    void clientThatSpeaksBeforeTheGreetingIsRefused() {
        double before = count("early-talker");
        try (var hasty = new Client(node.port())) {
            hasty.send("PROXY TCP4 192.0.2.7 127.0.0.1 54321 25\r\nEHLO client.test\r\n");
            assertEquals("554 5.5.1", hasty.reply().substring(0, 9));
            assertEquals("closed", hasty.reply());
        }
        eventually(() -> count("early-talker") > before);
    }

    @Test
    void headerMayComeInPieces() {
        for (var header : new byte[][] {BINARY, "PROXY TCP4 192.0.2.7 127.0.0.1 54321 25\r\n".getBytes(StandardCharsets.US_ASCII)}) {
            try (var client = new Client(node.port())) {
                for (byte octet : header) {
                    client.send(new byte[] {octet});
                }
                assertTrue(client.reply().startsWith("220"));
                assertTrue(client.ask("QUIT").startsWith("221"));
            }
        }
    }

    private static double count(String cause) {
        return Scrape.of(node).value("postern_connections_total", "cause=\"" + cause + "\"");
    }
}
