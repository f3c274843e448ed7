package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that is suddenly gone, by FIN or by RST, leaves nothing behind, wherever its session stood. */
class VanishingClientTest {

    private static final int AT_ONCE = 5;

    /** Where a session may stand. */
    enum Standing {
        HEADER_BEGUN(client -> client.send("PROXY TCP4 192.0."), 1),
        NAMED(client -> client.send("PROXY TCP4 192.0.2.7 127.0.0.1 1 2\r\n").reply(), 1),
        GREETED(Client::reply, 0),
        COMMAND_BEGUN(client -> {
            client.reply();
            client.send("EHLO cli");
        }, 0),
        READY(client -> ask(client), 0),
        SENDER(client -> ask(client, "MAIL FROM:<a@client.test>"), 0),
        RECIPIENTS(client -> ask(client, "MAIL FROM:<a@client.test>", "RCPT TO:<b@next.test>"), 0),
        DATA(client -> ask(client, "MAIL FROM:<a@client.test>", "RCPT TO:<b@next.test>", "DATA"), 0),
        BODY(client -> {
            ask(client, "MAIL FROM:<a@client.test>", "RCPT TO:<b@next.test>", "DATA");
            client.send("x".repeat(100_000));
        }, 0),
        NAMED_BY_XCLIENT(client -> ask(client, "XCLIENT ADDR=192.0.2.9"), 0),
        NAMED_AND_SENDING(client -> ask(client, "XCLIENT ADDR=192.0.2.9", "EHLO other.test", "MAIL FROM:<a@client.test>"), 0);

        private final Consumer<Client> way;
        private final int listener;

        Standing(Consumer<Client> way, int listener) {
            this.way = way;
            this.listener = listener;
        }

        private static void ask(Client client, String... lines) {
            client.reply();
            client.ask("EHLO client.test");
            for (var line : lines) {
                client.ask(line);
            }
        }
    }

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), """
                listeners:
                  - {bind: "127.0.0.1:0", xclient-from: [127.0.0.1]}
                  - {bind: "127.0.0.1:0", proxy-protocol: {from: [127.0.0.1]}}
                limits: {sessions: %d, sessions-per-client: %d}
                """.formatted(AT_ONCE, AT_ONCE));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        node.close();
        hop.close();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingBehind(Standing standing) {
        for (int round = 0; round < 2; round++) {
            var clients = new Client[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                clients[i] = new Client(node.node().ports().get(standing.listener));
                standing.way.accept(clients[i]);
            }
            for (int i = 0; i < AT_ONCE; i++) {
                if (i % 2 == round) {
                    clients[i].vanish();
                } else {
                    clients[i].close();
                }
            }
            assertNothingLeft();
        }
        assertEquals(0, hop.messages().size());
    }

    /** What was said may not be unsaid: the message goes on, and nothing else is left. */
    @Test
    void afterTheDotOnlyTheMessageGoesOn() {
        var taken = new CountDownLatch(1);
        hop.hold("DOT", "250 2.0.0 taken\r\n", taken);
        var client = Client.greeted(node.port());
        client.ask("MAIL FROM:<a@client.test>");
        client.ask("RCPT TO:<b@next.test>");
        client.ask("DATA");
        client.send("text\r\n.\r\n");
        eventually(() -> hop.messages().size() == 1);
        client.vanish();
        taken.countDown();
        assertNothingLeft();
        assertEquals(1, hop.messages().size());
    }

    @Test
    void beforeTheGreeting() throws IOException {
        var quiet = folder.resolve("quiet");
        Files.createDirectory(quiet);
        try (var patient = TestNode.start(quiet, "access: {greeting-pause: 20s}\nlimits: {sessions: 2}\n")) {
            for (int i = 0; i < 5; i++) {
                var client = new Client(patient.port());
                eventually(() -> Scrape.of(patient).value("postern_sessions") == 1);
                client.vanish();
                eventually(() -> Scrape.of(patient).value("postern_sessions") == 0);
            }
        }
    }

    private void assertNothingLeft() {
        eventually(() -> admin.json("/api/v1/node").getInteger("sessions") == 0
                && admin.metric("postern_sessions") == 0
                && admin.metric("postern_relay_connections{state=\"leased\"}") == 0);
        admin.awaitNothingHeld();
        assertEquals(0, admin.metric("postern_internal_errors_total"));
        for (int i = 0; i < AT_ONCE; i++) {
            try (var next = new Client(node.port())) {
                assertTrue(next.reply().startsWith("220"));
            }
            eventually(() -> admin.metric("postern_sessions") == 0);
        }
    }
}
