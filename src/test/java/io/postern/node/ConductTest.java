package io.postern.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients that waste our time or do not wait for us are sent away, and counted by why. */
class ConductTest {

    @TempDir
    private Path folder;

    @Test
    void clientThatWaitsOutThePauseIsGreeted() {
        try (var node = TestNode.start(folder, "access: {greeting-pause: 1s}\n")) {
            long start = System.nanoTime();
            try (var patient = new Client(node.port())) {
                assertTrue(patient.reply().startsWith("220"));
                assertTrue(System.nanoTime() - start >= 1_000_000_000L, "greeted before the pause was over");
                assertTrue(patient.ask("EHLO client.test").startsWith("250"));
            }
            assertEquals(0, Scrape.of(node).value("postern_connections_total", "cause=\"early-talker\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO c.test\\r\\n|early-talker", "E|early-talker"})
    void clientThatDoesNotWaitIsCounted(String octetsAndCause) {
        var parts = octetsAndCause.replace("\\r\\n", "\r\n").split("\\|");
        try (var node = TestNode.start(folder, "access: {greeting-pause: 30s}\n"); var hasty = new Client(node.port())) {
            assertEquals("554 5.5.1", hasty.send(parts[0]).reply().substring(0, 9));
            assertEquals("closed", hasty.reply());
            assertCounted(node, parts[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO c.test\r\nMAIL FROM:<a@c.test>\r\n|pipelining", "GET / HTTP/1.1\r\n|http",
        "A\r\n|errors", "NOOP\r\n;NOOP\r\n|idle"})
    void everyEndHasItsCause(String octetsAndCause) {
        var parts = octetsAndCause.split("\\|");
        try (var node = TestNode.start(folder, "limits: {errors: 1, idle-commands: 1}\n"); var client = new Client(node.port())) {
            client.reply();
            for (var piece : parts[0].split(";")) {
                client.send(piece);
                client.reply();
            }
            assertCounted(node, parts[1]);
        }
    }

    /** The time for a command is for the whole of it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO c.test", "EHLO c.test|MAIL FROM:<a@c.test>|RCPT TO:<b@next.test>|DATA"})
    void octetsBuyNoTime(String lines) throws IOException, InterruptedException {
        try (var hop = new SinkServer(); var node = TestNode.towards(folder, hop.address().getPort(),
                "timeouts: {command: 1s, data-block: 1s}\n"); var client = new Client(node.port())) {
            client.reply();
            for (var line : lines.split("\\|")) {
                if (!line.isEmpty()) {
                    client.ask(line);
                }
            }
            var over = new AtomicBoolean();
            var drip = Thread.ofVirtual().start(() -> eventually(() -> {
                try {
                    client.send("x");
                } catch (UncheckedIOException closed) {
                    return true;
                }
                return over.get();
            }));
            var reply = client.reply();
            over.set(true);
            drip.join();
            assertTrue(reply.startsWith("421 4.4.2") || reply.equals("closed"), reply);
            assertCounted(node, "timeout");
        }
    }

    private static void assertCounted(TestNode node, String cause) {
        eventually(() -> Scrape.of(node).value("postern_connections_total", "cause=\"" + cause + "\"") == 1);
        eventually(() -> Scrape.of(node).value("postern_sessions") == 0);
    }
}
