package io.postern.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Network;
import io.postern.config.Secret;
import io.postern.world.Client;
import io.postern.world.DeafPort;
import io.postern.world.DnsWorld;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node as it first meets the world: ports that are taken, strangers that speak something else, no configuration. */
class StartTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path folder;

    @Test
    void secondNodeOnAPortSaysWhichPortIsTaken() {
        try (var first = TestNode.towards(folder, 1, "")) {
            var failure = assertThrows(IllegalStateException.class,
                    () -> TestNode.start(folder, first.port(), TestNode.route(1)));
            var message = failure.getMessage();
            assertTrue(message.startsWith("cannot start listeners 127.0.0.1:" + first.port() + ": "), message);
            assertTrue(message.contains("in use"), message);
            try (var client = Client.greeted(first.port())) {
                assertEquals("250", client.ask("NOOP").substring(0, 3));
            }
        }
    }

    @Test
    void portOfAnotherProgramIsTakenToo() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var failure = assertThrows(IllegalStateException.class,
                    () -> TestNode.start(folder, other.getLocalPort(), TestNode.route(1)));
            assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000, 1_000_000})
    void garbageHarmsNobody(int octets) throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "");
                var admin = new AdminCalls(node.adminPort())) {
            for (int port : List.of(node.port(), node.adminPort())) {
                for (int seed = 0; seed < 5; seed++) {
                    pour(port, new Random(seed), octets);
                }
            }
            eventually(() -> admin.json("/api/v1/node").getInteger("sessions") == 0);
            try (var client = Client.greeted(node.port())) {
                assertEquals("250", client.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
            }
            assertEquals(1, sink.messages().size());
            assertEquals(200, admin.get("/health/ready").statusCode());
            assertEquals(0, admin.metric("postern_internal_errors_total"));
            admin.awaitNothingHeld();
        }
    }

    /** The other side may close as soon as it has had enough. */
    private static void pour(int port, Random random, int octets) {
        var garbage = new byte[octets];
        random.nextBytes(garbage);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(garbage);
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("neither closed nor answered to the end", open);
        } catch (IOException closed) {
            // had enough
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: a\r\nMAIL FROM:<a@b.test>\r\n\r\n", "\r\n\r\n\r\n", "\u0016\u0003\u0001"})
    void otherProtocolsGetAReplyAndNoMail(String words) throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "");
                var client = new Client(node.port())) {
            client.reply();
            client.send(words + "\r\nQUIT\r\n");
            String last = "";
            for (var reply = client.reply(); !reply.equals("closed"); reply = client.reply()) {
                last = reply;
            }
            assertEquals(words.startsWith("GET") ? "421" : "503", last.substring(0, 3));
            assertEquals(0, sink.connections());
        }
    }

    @Test
    void aQuarantineStoreThatHangsKeepsNoNodeFromStartingAndNoMailButItsOwn() throws IOException {
        var deaf = new DeafPort(InetAddress.getLoopbackAddress());
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), """
                        scan: [{name: rules, type: rules, eicar: true, on-match: quarantine}]
                        timeouts: {budget: 3s}
                        quarantine: {type: s3, endpoint: "http://127.0.0.1:%d", path-style: true, bucket: quarantine, access-key: a, secret-key: s, records: %s}
                        """.formatted(deaf.address().getPort(), folder.resolve("records")));
                var admin = new AdminCalls(node.adminPort());
                var client = Client.greeted(node.port())) {
            assertEquals(200, admin.get("/health/ready").statusCode());
            assertEquals(0, admin.metric("postern_alerts_total{kind=\"quarantine-store\"}"), "it has not failed yet");
            assertEquals("250", client.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
            assertEquals("451 4.3.0", client.mail("a@client.test", "b@next.test",
                    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n").substring(0, 9));
            assertEquals(1, sink.messages().size());
            deaf.close();
            eventually(() -> admin.metric("postern_alerts_total{kind=\"quarantine-store\"}") == 2);
        }
    }

    @Test
    void withoutAFileMailOfThisMachineGoesByMx() throws IOException {
        try (var dns = DnsWorld.serving("""
                    foreign.test. MX 10 mx.foreign.test.
                    mx.foreign.test. A 127.0.0.1
                    """);
                var sink = new SinkServer();
                var node = TestNode.of(defaults(dns.address(), sink.address().getPort(), List.of()));
                var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@foreign.test", "hello\r\n").substring(0, 3));
            assertTrue(sink.commands().contains("RCPT TO:<b@foreign.test>"), sink.commands().toString());
            assertEquals("550 5.1.2", client.mail("a@client.test", "b@nowhere.test", "hello\r\n").substring(0, 9));
            assertEquals(1, sink.messages().size());
        }
    }

    @Test
    void withoutAFileAStrangersDnsDoesNotAimUsAtOurselves() throws IOException {
        var untouched = ConfigLoader.defaults().relay();
        try (var dns = DnsWorld.serving("""
                    foreign.test. MX 10 mx.foreign.test.
                    mx.foreign.test. A 127.0.0.1
                    """);
                var sink = new SinkServer();
                var node = TestNode.of(defaults(dns.address(), sink.address().getPort(), untouched.refuseAddresses()));
                var client = Client.greeted(node.port())) {
            assertEquals("550 5.4.4", client.mail("a@client.test", "b@foreign.test", "hello\r\n").substring(0, 9));
            assertEquals(0, sink.connections());
        }
    }

    @Test
    void withAFileNobodyRelaysUnlessWritten() throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "");
                var client = Client.greeted(node.port())) {
            assertEquals("550 5.7.1", client.mail("a@client.test", "b@foreign.test", "hello\r\n").substring(0, 9));
        }
    }

    /** The defaults, on ports that are free, with name servers and next hops of the test. */
    private Config defaults(InetSocketAddress dns, int hopPort, List<Network> refused) {
        var it = ConfigLoader.defaults();
        var relay = new Config.Relay(hopPort, it.relay().connectionsPerHop(), it.relay().messagesPerConnection(),
                it.relay().idle(), it.relay().maxAge(), refused);
        var names = new Config.Dns(
                List.of(dns), it.dns().timeout(), it.dns().ttlFloor(), it.dns().ttlCeiling(), it.dns().stale());
        return new Config(it.hostname(), it.identity(), it.postmaster(), List.of(new Config.Listener(ANY_PORT)),
                it.limits(), folder, it.bareNewline(), it.longLines(), it.timeouts(),
                new Config.Drain(Duration.ZERO, it.drain().limit()), it.log(), it.traces(), it.access(), it.routes(), relay, names,
                it.scan(), new Config.Quarantine.Directory(folder.resolve("quarantine"), it.quarantine().keeping()), new Config.Handling(folder, Duration.ofDays(1), Optional.empty()), it.cluster(),
                new Config.Admin(ANY_PORT, Optional.of(new Secret("secret"))));
    }
}
