package io.postern.node;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

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
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A load balancer that speaks for a client whose first words are a TLS handshake, in whatever pieces they come. */
class ProxyTlsTest {

    private static final byte[] HEADER = HexFormat.of().parseHex(
            "0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207" + "7f000001" + "d4310019");
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
                  - {bind: "127.0.0.1:0", proxy-protocol: {from: [127.0.0.1]},
                      tls: {mode: implicit, certificate: %1$s/ec.crt, key: %1$s/ec.key}}
                  - {bind: "127.0.0.1:0", tls: {mode: implicit, certificate: %1$s/ec.crt, key: %1$s/ec.key}}
                access: {greeting-pause: 1s}
                """.formatted(TlsFiles.path("")) + TestNode.route(sink.address().getPort()));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        eventually(() -> admin.metric("postern_sessions") == 0);
        admin.awaitNothingHeld();
        assertEquals(0, admin.metric("postern_internal_errors_total"));
        admin.close();
        node.close();
        sink.close();
    }

    /** {@code firstOctets}: how much of header and ClientHello leaves in the first write. */
    @ParameterizedTest
    @ValueSource(ints = {10, 28, 29, 33, 60, 100_000})
    void handshakeBehindTheHeaderIsHeardHoweverItIsCut(int firstOctets) throws IOException {
        try (var client = new TlsClient(new HeaderFirst(node.node().ports().getFirst(), firstOctets))
                .shakeHands(TlsFiles.client())) {
            assertTrue(client.reply().startsWith("220 mx.postern.test"));
            client.ask("EHLO client.test");
            assertTrue(client.mail("Subject: hello\r\n\r\n").startsWith("250 "));
        }
        var message = sink.messages().getFirst();
        assertTrue(message.startsWith("Received: from client.test ([192.0.2.7])\r\n\t(using TLS"), message);
    }

    @Test
    void plainOctetsBehindTheHeaderAreNotHeard() throws IOException {
        try (var client = new TlsClient(new Socket(InetAddress.getLoopbackAddress(), node.node().ports().getFirst()))) {
            client.send(new String(HEADER, StandardCharsets.ISO_8859_1) + "EHLO evil.test\r\nNOOP\r\n");
            // an alert, if anything
            assertFalse(client.reply().matches("(?s)[25]..[ -].*"));
        }
        eventually(() -> admin.metric(FAILED) == 1);
    }

    @Test
    void clientThatLeavesWithinTheHandshakeIsForgotten() throws IOException {
        for (int octets : new int[] {HEADER.length, HEADER.length + 2, HEADER.length + 10}) {
            var hello = new String(HEADER, StandardCharsets.ISO_8859_1) + "\026\003\001\002\000\001\000\001\374\003";
            var client = new TlsClient(new Socket(InetAddress.getLoopbackAddress(), node.node().ports().getFirst()));
            client.send(hello.substring(0, octets));
            eventually(() -> admin.metric("postern_sessions") == 1);
            client.close();
            eventually(() -> admin.metric("postern_sessions") == 0);
        }
        assertEquals(3, admin.metric(FAILED));
    }

    /** The pause is one before the greeting, which comes after the handshake. */
    @Test
    void clientThatSpeaksBeforeTheGreetingIsRefusedWithinTls() throws IOException {
        try (var client = new TlsClient(node.node().ports().get(1)).shakeHands(TlsFiles.client())) {
            client.send("EHLO client.test\r\n");
            assertEquals("554 5.5.1", client.reply().substring(0, 9));
            assertEquals("closed", client.reply());
        }
    }

    @Test
    void whoDrainsGreetsNobodyAnyMore() throws IOException {
        try (var client = new TlsClient(node.node().ports().get(1)).shakeHands(TlsFiles.client());
                var late = new TlsClient(node.node().ports().get(1))) {
            eventually(() -> admin.metric("postern_sessions") == 2);
            var drained = Thread.ofVirtual().start(node::close);
            assertEquals("421 4.3.2", client.reply().substring(0, 9));
            assertEquals("closed", client.reply());
            assertEquals("421 4.3.2", late.shakeHands(TlsFiles.client()).reply().substring(0, 9));
            eventually(() -> !drained.isAlive());
        }
        start();
    }

    /** Writes the header glued to what the client says first, cut once. */
    private static final class HeaderFirst extends Socket {

        private final int firstOctets;
        private OutputStream out;

        private HeaderFirst(int port, int firstOctets) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            setTcpNoDelay(true);
            this.firstOctets = firstOctets;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            if (out == null) {
                var plain = super.getOutputStream();
                out = new FilterOutputStream(plain) {
                    private boolean begun;

                    @Override
                    public void write(byte[] octets, int from, int length) throws IOException {
                        if (begun) {
                            plain.write(octets, from, length);
                            return;
                        }
                        begun = true;
                        var all = Arrays.copyOf(HEADER, HEADER.length + length);
                        System.arraycopy(octets, from, all, HEADER.length, length);
                        int first = Math.min(firstOctets, all.length);
                        plain.write(all, 0, first);
                        plain.write(all, first, all.length - first);
                    }
                };
            }
            return out;
        }
    }
}
