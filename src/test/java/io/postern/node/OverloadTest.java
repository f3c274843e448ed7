package io.postern.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

import io.postern.world.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A node that has more clients than it can serve well: whom it sends away, and with which words. */
class OverloadTest {

    @TempDir
    private Path folder;
    private final Deque<Client> clients = new ArrayDeque<>();
    private TestNode node;
    private AdminCalls admin;

    private void start(String sections) {
        node = TestNode.start(folder, TestNode.route(1) + sections);
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        clients.forEach(Client::close);
        eventually(() -> sessions() == 0 && admin.metric("postern_sessions") == 0);
        admin.close();
        node.close();
    }

    private int sessions() {
        return admin.json("/api/v1/node").getInteger("sessions");
    }

    private String state() {
        return admin.json("/api/v1/node").getString("state");
    }

    /** The first nine octets of what a new client hears. */
    private String greeting() {
        var client = new Client(node.port());
        clients.push(client);
        return client.reply().substring(0, 9);
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            assertEquals("220 mx.po", greeting());
        }
    }

    private void leave(int count) {
        for (int i = 0; i < count; i++) {
            clients.pop().close();
        }
    }

    /** A client that comes and goes beside the {@code others}. */
    private String heardByOneMore(int others) {
        var heard = greeting();
        leave(1);
        eventually(() -> sessions() == others);
        return heard;
    }

    private void assertSentAway(String expected) {
        assertEquals(expected, greeting());
        assertEquals("closed", clients.pop().reply());
    }

    @Test
    void aloneABusyNodeServesUpToItsHardLimitAndIsReadyAgainWhenTheyAreGone() {
        start("limits: {sessions: 10}\n");
        open(9);
        eventually(() -> state().equals("busy"));
        assertEquals(200, admin.get("/health/ready").statusCode());
        assertTrue(admin.json("/api/v1/node").getDouble("load") >= 0.9);
        assertEquals(1, admin.metric("postern_node_state{state=\"busy\"}"));
        assertEquals(0, admin.metric("postern_node_state{state=\"ready\"}"));
        open(1);
        assertSentAway("421 4.3.2");
        assertEquals(1, admin.metric("postern_connections_total{cause=\"sessions\",result=\"refused\"}"));
        leave(4);
        eventually(() -> sessions() == 6);
        open(4);
        leave(10);
        eventually(() -> sessions() == 0);
        eventually(() -> state().equals("ready"));
        open(1);
    }

    @Test
    void besideAReadyNodeABusyOneSendsNewClientsThere() throws IOException {
        var grid = grid();
        try (var sibling = TestNode.start(Files.createDirectory(folder.resolve("sibling")), TestNode.route(1) + grid)) {
            start("limits: {sessions: 10}\n" + grid);
            eventually(() -> ready(admin) == 2);
            open(9);
            eventually(() -> state().equals("busy"));
            eventually(() -> heardByOneMore(9).equals("421 4.3.2"));
            assertSentAway("421 4.3.2");
            assertTrue(admin.metric("postern_connections_total{cause=\"busy\",result=\"refused\"}") >= 2);
            assertEquals(200, admin.get("/health/ready").statusCode());
            try (var there = new AdminCalls(sibling.adminPort());
                    var client = new Client(sibling.port())) {
                assertTrue(client.reply().startsWith("220"), "the other takes them");
                eventually(() -> there.metric("postern_cluster_nodes{state=\"busy\"}") == 1);
            }
        }
        eventually(() -> heardByOneMore(9).startsWith("220"));
        assertEquals("busy", state());
    }

    private static double ready(AdminCalls admin) {
        return admin.metric("postern_cluster_nodes{state=\"ready\"}");
    }

    /** One file for both: each takes the first port of a few that is free. */
    private String grid() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var file = Files.writeString(folder.resolve("grid.yaml"), """
                hazelcast:
                  cluster-name: overload-%s
                  network:
                    port: { port: %d, port-count: 20, auto-increment: true }
                    interfaces: { enabled: true, interfaces: [127.0.0.1] }
                    join: { tcp-ip: { enabled: true, member-list: [%s], connection-timeout-seconds: 1 } }
                """.formatted(UUID.randomUUID(), port, members(port)));
        return "cluster: {hazelcast: %s, secret: under the doormat}\n".formatted(file);
    }

    private static String members(int port) {
        return "\"127.0.0.1:%d\", \"127.0.0.1:%d\", \"127.0.0.1:%d\"".formatted(port, port + 1, port + 2);
    }

    /** More at once than the listener takes in a while: those who wait in the system's queue are answered too. */
    @Test
    void aFloodAtTheHardLimitIsAnsweredAndGoesBy() {
        start("limits: {sessions: 5, sessions-per-client: 1000}\n");
        open(5);
        var flood = new ArrayDeque<Client>();
        for (int i = 0; i < 500; i++) {
            flood.add(new Client(node.port()));
        }
        for (var client : flood) {
            assertEquals("421 4.3.2", client.reply().substring(0, 9));
            client.close();
        }
        assertEquals(500, admin.metric("postern_connections_total{cause=\"sessions\",result=\"refused\"}"));
        leave(5);
        eventually(() -> sessions() == 0);
        open(5);
    }

    @Test
    void oneClientHasItsOwnLimit() {
        start("limits: {sessions-per-client: 2}\n");
        open(2);
        assertSentAway("421 4.7.0");
        assertEquals(1, admin.metric("postern_connections_total{cause=\"sessions-per-client\",result=\"refused\"}"));
        leave(1);
        eventually(() -> sessions() == 1);
        open(1);
    }

    @Test
    void aSizeThatFitsInNoBudgetNowIsRefusedAtMail() {
        start("limits: {message-size: 1MiB, body-memory: 1MiB, body-spill-threshold: 1MiB, body-disk: 64KiB}\n");
        try (var sending = Client.greeted(node.port());
                var client = Client.greeted(node.port())) {
            var size = "MAIL FROM:<a@client.test> SIZE=1000000";
            assertEquals("250", client.ask(size).substring(0, 3));
            client.ask("RSET");
            OctetsTest.begin(sending);
            sending.send("0123456789012345678901234567890\r\n".repeat(10_000));
            eventually(() -> admin.heldInMemory() >= 330_000);
            assertEquals("452 4.3.1", client.ask(size).substring(0, 9));
            assertEquals("503 5.5.1", client.ask("RCPT TO:<b@next.test>").substring(0, 9), "no transaction was begun");
            assertEquals("250", client.ask("MAIL FROM:<a@client.test> SIZE=1000").substring(0, 3));
            assertEquals(1, admin.metric(
                    "postern_messages_total{cause=\"body-budget\",result=\"deferred\",route=\"other\"}"));
        }
        eventually(() -> admin.heldInMemory() == 0);
    }
}
