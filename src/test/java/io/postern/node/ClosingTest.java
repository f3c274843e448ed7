package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Whenever a session ends, its last reply is one and the connection is closed, wherever the session stood. */
class ClosingTest {

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(), """
                timeouts: {command: 3s, data-block: 3s}
                limits: {message-size: 64KiB}
                """);
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void everySessionIsGone() throws IOException {
        eventually(() -> admin.json("/api/v1/node").getInteger("sessions") == 0);
        admin.awaitNothingHeld();
        admin.close();
        node.close();
        sink.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO c.test", "EHLO c.test|MAIL FROM:<a@c.test>",
        "EHLO c.test|MAIL FROM:<a@c.test>|RCPT TO:<b@next.test>"})
    void quitEndsWithOneReply(String commands) {
        try (var client = new Client(node.port())) {
            client.reply();
            Pattern.compile("\\|").splitAsStream(commands).filter(line -> !line.isEmpty()).forEach(client::ask);
            assertEnd("221 2.0.0", client.ask("QUIT"), client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO c.test", "EHLO c.test|MAIL FROM:<a@c.test>",
        "EHLO c.test|MAIL FROM:<a@c.test>|RCPT TO:<b@next.test>",
        "EHLO c.test|MAIL FROM:<a@c.test>|RCPT TO:<b@next.test>|DATA"})
    void silenceEndsWithOneReply(String commands) {
        try (var client = new Client(node.port())) {
            client.reply();
            Pattern.compile("\\|").splitAsStream(commands).filter(line -> !line.isEmpty()).forEach(client::ask);
            assertEnd("421 4.4.2", client.reply(), client);
        }
    }

    @Test
    void endlessMessageEndsWithOneReply() {
        try (var client = Client.greeted(node.port())) {
            OctetsTest.begin(client);
            client.send("x".repeat((1 << 20) + (200 << 10)));
            assertEnd("552 5.3.4", client.reply(), client);
        }
    }

    @Test
    void nonsenseEndsWithOneReply() {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            for (int i = 0; i < 9; i++) {
                assertEquals("500", client.ask("NONSENSE").substring(0, 3));
            }
            assertEquals("500", client.ask("NONSENSE").substring(0, 3));
            assertEnd("421 4.7.0", client.reply(), client);
        }
    }

    private static void assertEnd(String expected, String reply, Client client) {
        assertEquals(expected, reply.substring(0, Math.min(9, reply.length())));
        assertEquals("closed", client.reply());
    }
}
