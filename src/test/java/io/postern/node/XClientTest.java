package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A listed peer may name the client that it speaks for: the session begins anew, and that client's is all that follows. */
class XClientTest {

    @TempDir
    private static Path folder;
    private static SinkServer hop;
    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), """
                listeners:
                  - {bind: "127.0.0.1:0", xclient-from: [127.0.0.1]}
                  - {bind: "127.0.0.1:0", xclient-from: [127.0.0.1], proxy-protocol: {from: [127.0.0.1]}}
                limits: {sessions-per-client: 2}
                access: {relay-from: [127.0.0.1]}
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

    @Test
    void clientIsTheOneNamed() {
        try (var proxy = new Client(node.port())) {
            proxy.reply();
            assertTrue(proxy.ask("EHLO proxy.test").endsWith("XCLIENT NAME ADDR PORT PROTO HELO"));
            assertTrue(proxy.ask("XCLIENT ADDR=192.0.2.7 PORT=54321 NAME=mail.client.test").startsWith("220 mx.postern.test"));
            assertEquals("503 5.5.1", proxy.ask("MAIL FROM:<a@client.test>").substring(0, 9));
            assertTrue(proxy.ask("XCLIENT HELO=client.test PROTO=ESMTP").startsWith("220 mx.postern.test"));
            proxy.ask("HELO proxy.test");
            assertTrue(proxy.mail("a@client.test", "b@next.test", "text\r\n").startsWith("250"));
            var message = hop.messages().getLast();
            assertTrue(message.contains("from client.test (") && message.contains("[192.0.2.7])"), message);
            assertTrue(message.contains("with ESMTP id"), message);
        }
    }

    @Test
    void clientHasNotTheRightsOfTheProxy() {
        try (var proxy = Client.greeted(node.port())) {
            proxy.ask("XCLIENT ADDR=IPV6:2001:db8::7");
            proxy.ask("EHLO client.test");
            proxy.ask("MAIL FROM:<a@client.test>");
            assertEquals("550 5.7.1", proxy.ask("RCPT TO:<b@elsewhere.test>").substring(0, 9));
        }
    }

    @Test
    void clientWithoutAnAddressMaySendNothing() {
        try (var proxy = Client.greeted(node.port())) {
            assertTrue(proxy.ask("XCLIENT ADDR=[UNAVAILABLE] NAME=[TEMPUNAVAIL]").startsWith("220"));
            proxy.ask("EHLO client.test");
            assertEquals("451 4.7.0", proxy.ask("MAIL FROM:<a@client.test>").substring(0, 9));
            assertTrue(proxy.ask("XCLIENT ADDR=192.0.2.7").startsWith("220"));
            proxy.ask("EHLO client.test");
            assertTrue(proxy.ask("MAIL FROM:<a@client.test>").startsWith("250"));
        }
    }

    @Test
    void notWithinATransaction() {
        try (var proxy = Client.greeted(node.port())) {
            proxy.ask("MAIL FROM:<a@client.test>");
            assertEquals("503 5.5.1", proxy.ask("XCLIENT ADDR=192.0.2.7").substring(0, 9));
            proxy.ask("RSET");
            assertEquals("501 5.5.4", proxy.ask("XCLIENT ADDR=nonsense").substring(0, 9));
            assertTrue(proxy.ask("XCLIENT ADDR=192.0.2.7").startsWith("220"));
        }
    }

    @Test
    void limitIsThatOfTheClientNamed() {
        try (var first = Client.greeted(node.port()); var second = Client.greeted(node.port())) {
            assertTrue(first.ask("XCLIENT ADDR=192.0.2.66").startsWith("220"));
            assertTrue(second.ask("XCLIENT ADDR=192.0.2.66").startsWith("220"));
            try (var third = Client.greeted(node.port())) {
                assertEquals("421 4.7.0", third.ask("XCLIENT ADDR=192.0.2.66").substring(0, 9));
                assertEquals("closed", third.reply());
            }
        }
    }

    @Test
    void clientBehindALoadBalancerIsNotThePeerThatIsListed() {
        try (var client = new Client(node.node().ports().get(1))) {
            client.send("PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n").reply();
            assertFalse(client.ask("EHLO client.test").contains("XCLIENT"));
            assertEquals("550 5.7.0", client.ask("XCLIENT ADDR=127.0.0.1").substring(0, 9));
        }
        try (var unnamed = new Client(node.node().ports().get(1))) {
            unnamed.send("PROXY UNKNOWN\r\n").reply();
            assertFalse(unnamed.ask("EHLO client.test").contains("XCLIENT"));
            assertEquals("550 5.7.0", unnamed.ask("XCLIENT ADDR=127.0.0.1").substring(0, 9));
        }
    }
}
