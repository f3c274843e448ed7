package io.postern.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a node comes and goes: what has begun is finished, what has not is sent elsewhere. */
class LifecycleTest {

    @TempDir
    private Path folder;
    private SinkServer sink;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        sink = new SinkServer();
        node = TestNode.towards(folder, sink.address().getPort(), "");
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        node.close();
        sink.close();
    }

    @Test
    void readyAsSoonAsStarted() {
        assertEquals(200, admin.get("/health/live").statusCode());
        assertEquals(200, admin.get("/health/ready").statusCode());
        assertEquals("ready", admin.json("/api/v1/node").getString("state"));
        try (var client = Client.greeted(node.port())) {
            assertEquals("250", client.mail("a@client.test", "b@next.test", "hello\r\n").substring(0, 3));
        }
    }

    @Test
    void drainFinishesWhatHasBegunAndSendsTheRestAway() throws InterruptedException {
        var taken = new CountDownLatch(1);
        sink.hold("DOT", "250 2.0.0 taken\r\n", taken);
        try (var finishing = Client.greeted(node.port());
                var sending = Client.greeted(node.port());
                var begun = Client.greeted(node.port());
                var idle = Client.greeted(node.port());
                var silent = new Client(node.port())) {
            silent.reply();
            OctetsTest.begin(sending);
            sending.send("half of ");
            begun.ask("MAIL FROM:<a@client.test>");
            OctetsTest.begin(finishing);
            finishing.send("whole\r\n.\r\n");
            eventually(() -> sink.messages().size() == 1);

            var stopping = Thread.ofVirtual().start(node.node()::stop);

            assertGoodbye(idle);
            assertGoodbye(silent);
            eventually(() -> admin.get("/health/ready").statusCode() == 503);
            assertEquals(200, admin.get("/health/live").statusCode());
            eventually(this::refusesConnections);
            assertEquals("250", sending.send("it\r\n.\r\n").reply().substring(0, 3));
            assertGoodbye(sending);
            assertEquals("250", begun.ask("RCPT TO:<b@next.test>").substring(0, 3));
            assertEquals("354", begun.ask("DATA").substring(0, 3));
            assertEquals("250", begun.send("late\r\n.\r\n").reply().substring(0, 3));
            assertGoodbye(begun);
            assertTrue(stopping.isAlive(), "waits for the one in flight");
            taken.countDown();
            assertEquals("250", finishing.reply().substring(0, 3));
            assertGoodbye(finishing);
            stopping.join();
            assertEquals(3, sink.messages().size());
            assertThrows(UncheckedIOException.class, () -> admin.get("/health/live"));
        }
    }

    @Test
    void drainHasALimitAndNeverSaysYesForIt() {
        sink.hang("DOT");
        try (var client = Client.greeted(node.port())) {
            OctetsTest.begin(client);
            client.send("whole\r\n.\r\n");
            eventually(() -> sink.messages().size() == 1);
            node.node().stop();
            var reply = client.reply();
            assertTrue(reply.equals("closed") || reply.startsWith("4"), reply);
        }
    }

    @Test
    void drainByRequest() {
        assertEquals(401, admin.withoutToken("POST", "/api/v1/drain").statusCode());
        try (var idle = Client.greeted(node.port())) {
            assertEquals(2, admin.post("/api/v1/drain").statusCode() / 100);
            assertGoodbye(idle);
            node.node().awaitStopped();
            assertTrue(refusesConnections());
        }
    }

    @Test
    void stoppingTwiceIsStoppingOnce() {
        node.node().stop();
        node.node().stop();
    }

    private boolean refusesConnections() {
        try (var late = new Client(node.port())) {
            return late.reply().equals("closed");
        } catch (UncheckedIOException refused) {
            return true;
        }
    }

    private static void assertGoodbye(Client client) {
        assertEquals("421 4.3.2", client.reply().substring(0, 9));
        assertEquals("closed", client.reply());
    }
}
