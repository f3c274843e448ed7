package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import javax.net.ssl.SSLException;

import io.postern.tls.TlsFiles;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A whole node with three listeners: TLS on request, demanded, and from the first octet on. */
class TlsTest {

    private static final String FAILED = "postern_tls_handshakes_total{result=\"failed\",side=\"receive\",version=\"none\"}";

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.withListeners(folder, """
                listeners:
                  - {bind: "127.0.0.1:0", tls: {mode: starttls, certificate: %1$s/rsa.crt, key: %1$s/rsa-pkcs1.key,
                      more: [{certificate: %1$s/ec.crt, key: %1$s/ec.key}],
                      request-client-certificate: true, client-ca: %1$s/ca.crt}}
                  - {bind: "127.0.0.1:0", tls: {mode: required, certificate: %1$s/ec.crt, key: %1$s/ec.key}}
                  - {bind: "127.0.0.1:0", tls: {mode: implicit, certificate: %1$s/rsa.p12, password: secret}}
                timeouts: {tls-handshake: 1s}
                """.formatted(TlsFiles.path("")) + TestNode.route(sink.address().getPort()));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        admin.awaitNothingHeld();
        eventually(() -> admin.metric("postern_sessions") == 0);
        assertEquals(0, admin.metric("postern_internal_errors_total"));
        admin.close();
        node.close();
        sink.close();
    }

    private int starttls() {
        return node.node().ports().get(0);
    }

    private int required() {
        return node.node().ports().get(1);
    }

    private int implicit() {
        return node.node().ports().get(2);
    }

    @Test
    void afterTheHandshakeTheSessionBeginsAnew() throws IOException {
        try (var client = new TlsClient(starttls())) {
            assertTrue(client.reply().startsWith("220 "));
            assertTrue(client.ask("STARTTLS").startsWith("503 "), "before EHLO");
            assertTrue(client.ask("EHLO plain.test").contains("STARTTLS"));
            client.ask("MAIL FROM:<old@client.test>");
            assertTrue(client.ask("STARTTLS").startsWith("220 2.0.0"));
            client.shakeHands(TlsFiles.client());
            assertEquals("CN=mx.postern.test", client.subject());
            assertTrue(client.ask("RCPT TO:<b@next.test>").startsWith("503 "), "no transaction is left");
            assertTrue(client.ask("MAIL FROM:<a@client.test>").startsWith("503 "), "no greeting is left");
            assertFalse(client.ask("EHLO secret.test").contains("STARTTLS"));
            assertTrue(client.ask("STARTTLS").startsWith("503 5.5.1"));
            assertTrue(client.mail("..hello\r\n").startsWith("250 2.0.0"));
            assertTrue(client.ask("QUIT").startsWith("221 "));
            assertEquals("closed", client.reply());
        }
        var message = sink.messages().getFirst();
        assertTrue(message.endsWith("\r\n..hello\r\n"), message);
        assertTrue(message.matches("(?s)Received: from secret.test \\(\\[127.0.0.1]\\)\r\n"
                + "\t\\(using TLSv1.3 with cipher TLS_AES_\\w+\\)\r\n\tby mx.postern.test with ESMTPS id .*"), message);
    }

    @Test
    void largeMessageComesThroughOctetForOctet() throws IOException {
        var wireForm = "Subject: large\r\n\r\n" + ("y".repeat(997) + "\r\n").repeat(3000);
        try (var client = TlsClient.readyForTls(starttls()).shakeHands(TlsFiles.client())) {
            client.ask("EHLO secret.test");
            assertTrue(client.mail(wireForm).startsWith("250 "));
            assertTrue(client.mail(wireForm).startsWith("250 "));
        }
        assertEquals(2, sink.messages().size());
        sink.messages().forEach(message -> assertTrue(message.endsWith("\r\n" + wireForm), "octets differ"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO evil.test\r\n", "\r\n", "\026\003\001\000\005xxxxx"})
    void octetsBehindStarttlsEndTheSession(String octets) {
        try (var client = new TlsClient(starttls())) {
            client.reply();
            client.ask("EHLO plain.test");
            assertTrue(client.send("STARTTLS\r\n" + octets).reply().startsWith("503 5.5.1 Nothing may follow"));
            assertEquals("closed", client.reply());
        }
        assertEquals(1, admin.metric(FAILED));
    }

    /** What waits in the node while an answer is awaited must not be taken for decrypted later. */
    @Test
    void octetsThatWaitedBeforeTheHandshakeEndTheSession() {
        var many = "NOOP\r\n".repeat(20);
        try (var client = new TlsClient(starttls())) {
            client.reply();
            client.ask("EHLO plain.test");
            client.send("MAIL FROM:<a@client.test>\r\nRCPT TO:<b@next.test>\r\n" + many + "STARTTLS\r\n");
            client.send("EHLO evil.test\r\n");
            String reply;
            int seen = 0;
            do {
                reply = client.reply();
                seen++;
            } while (reply.startsWith("250") && seen < 30);
            assertTrue(reply.startsWith("503 5.5.1 Nothing may") || reply.startsWith("220 "), reply);
            assertFalse(client.reply().startsWith("250"), "answered in plain");
        }
        eventually(() -> admin.metric(FAILED) == 1);
    }

    @Test
    void plainOctetsInsteadOfAHandshakeEndTheSession() {
        for (int port : new int[] {starttls(), required()}) {
            try (var client = TlsClient.readyForTls(port)) {
                client.send("EHLO evil.test\r\nMAIL FROM:<a@client.test>\r\n");
                assertFalse(client.reply().startsWith("250"), "answered in plain");
            }
        }
        eventually(() -> admin.metric(FAILED) == 2);
    }

    @Test
    void handshakeThatNeverComesHasADeadline() {
        try (var asked = TlsClient.readyForTls(starttls()); var alone = TlsClient.readyForTls(required());
                var silent = new TlsClient(implicit())) {
            assertEquals("closed", asked.reply());
            assertEquals("closed", alone.reply());
            assertEquals("closed", silent.reply());
        }
        assertEquals(3, admin.metric(FAILED));
    }

    @Test
    void clientThatLeavesDuringTheHandshakeIsForgotten() {
        for (int port : new int[] {starttls(), required()}) {
            TlsClient.readyForTls(port).send("\026\003").close();
        }
        eventually(() -> admin.metric(FAILED) == 2);
    }

    @Test
    void withoutTlsNothingIsTakenWhereItIsRequired() throws IOException {
        try (var client = new TlsClient(required())) {
            client.reply();
            assertTrue(client.ask("EHLO plain.test").contains("STARTTLS"));
            for (var command : new String[] {"MAIL FROM:<a@client.test>", "RCPT TO:<b@next.test>", "DATA", "VRFY b", "RSET",
                "HELO plain.test", "HELP", "XCLIENT ADDR=192.0.2.1"}) {
                assertEquals("530 5.7.0", client.ask(command).substring(0, 9), command);
            }
            assertEquals("530 5.7.0", client.ask("BDAT 6 LAST\r\nQUIT").substring(0, 9), "the chunk is no command");
            assertTrue(client.ask("NOOP").startsWith("250 "));
            assertTrue(client.ask("STARTTLS").startsWith("220 "));
            client.shakeHands(TlsFiles.client());
            client.ask("EHLO secret.test");
            assertTrue(client.mail("hello\r\n").startsWith("250 "));
        }
        assertEquals(1, sink.messages().size());
    }

    @Test
    void implicitTlsComesBeforeTheGreeting() throws IOException {
        try (var client = new TlsClient(implicit()).shakeHands(TlsFiles.client())) {
            assertTrue(client.reply().startsWith("220 mx.postern.test"));
            assertFalse(client.ask("EHLO secret.test").contains("STARTTLS"));
            assertTrue(client.mail("hello\r\n").startsWith("250 "));
        }
        assertEquals(1, sink.messages().size());
    }

    @Test
    void certificateOfTheClientIsWrittenDown() throws IOException {
        for (var name : new String[] {"client", "stranger"}) {
            try (var client = TlsClient.readyForTls(starttls()).shakeHands(TlsFiles.client(name))) {
                client.ask("EHLO secret.test");
                assertTrue(client.mail("hello\r\n").startsWith("250 "));
            }
        }
        assertTrue(sink.messages().getFirst().contains("\r\n\t(Client CN \"client.test\", verified)\r\n"));
        // its name is str("an\ger
        assertTrue(sink.messages().getLast().contains("\r\n\t(Client CN \"str??an?ger\", not verified)\r\n"),
                sink.messages().getLast());
    }

    @Test
    void closeNotifyInsideAMessageIsTheEndOfIt() throws IOException {
        try (var client = TlsClient.readyForTls(starttls()).shakeHands(TlsFiles.client())) {
            client.ask("EHLO secret.test");
            client.ask("MAIL FROM:<a@client.test>");
            client.ask("RCPT TO:<b@next.test>");
            client.ask("DATA");
            client.send("half a mess");
        }
        eventually(() -> admin.metric("postern_sessions") == 0);
        assertTrue(sink.messages().isEmpty());
    }

    @Test
    void clientThatDistrustsUsEndsTheSession() throws Exception {
        var distrustful = javax.net.ssl.SSLContext.getInstance("TLS");
        distrustful.init(null, null, null);
        try (var client = TlsClient.readyForTls(starttls())) {
            // this client trusts nobody here, and says so by an alert
            assertThrows(SSLException.class, () -> client.shakeHands(distrustful));
        }
        eventually(() -> admin.metric("postern_sessions") == 0);
    }
}
