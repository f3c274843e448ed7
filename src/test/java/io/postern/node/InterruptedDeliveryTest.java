package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;

import io.postern.world.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The failure table's rows about deliveries that time, room, a client or the node itself cuts short. */
class InterruptedDeliveryTest extends TwoHops {

    @ParameterizedTest
    @CsvSource({"hang", "close"})
    void timeoutOrLossAfterTheDotIsNeverDeliveredTwice(String how) {
        script("DOT", how);
        start("timeouts: {dot-reply: 300ms}\n", "", first, second);
        assertHears("451 4.4.2");
        assertEquals(1, first.messages().size());
        assertEquals(1, first.connections());
        assertEquals(0, second.connections());
        assertEquals(1, Scrape.of(node).value("postern_duplicate_risk_total"));
    }

    @Test
    void ourOwn250CouldNotBeWrittenMayBeADuplicate() throws Exception {
        var release = new CountDownLatch(1);
        first.hold("DOT", "250 2.0.0 taken\r\n", release);
        start("", "", first);
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            client.ask("RCPT TO:<b@next.test>");
            client.ask("DATA");
            client.send(MESSAGE + ".\r\n");
            eventually(() -> first.messages().size() == 1);
        }
        eventually(() -> Scrape.of(node).value("postern_sessions") == 0);
        release.countDown();
        eventually(() -> Scrape.of(node).value("postern_duplicate_risk_total") == 1);
    }

    @Test
    void clientGoneBeforeItsDotSendsNothingOnward() {
        start("", "", first);
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            client.ask("RCPT TO:<b@next.test>");
            client.ask("DATA");
            client.send(MESSAGE + "\r\n.\r");
        }
        eventually(() -> Scrape.of(node).value("postern_sessions") == 0);
        assertEquals(0, first.connections());
    }

    @Test
    void clientGoneBeforeTheDotToTheNextHopSendsNoDot() {
        var release = new CountDownLatch(1);
        first.hold("DATA", "354 go on\r\n", release);
        start("", "", first);
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@client.test>");
            client.ask("RCPT TO:<b@next.test>");
            client.ask("DATA");
            client.send(MESSAGE + ".\r\n");
            eventually(() -> first.commands().contains("DATA"));
        }
        eventually(() -> Scrape.of(node).value("postern_sessions") == 0);
        release.countDown();
        assertHears("250 2.0.0", "another\r\n");
        assertEquals(1, first.messages().size());
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "MAIL", "DATA"})
    void budgetSpentBeforeTheDot(String command) {
        first.hang(command);
        start("timeouts: {budget: 300ms}\n", "", first, second);
        assertHears("451 4.4.7");
        assertEquals(0, second.connections());
    }

    @Test
    void memoryAndSpillFileFail() throws IOException {
        var limits = "limits: {body-memory: 64KiB, body-spill-threshold: 16KiB, body-disk: 1MiB, message-size: 512KiB}\n";
        start(limits, "", first);
        Files.delete(folder.resolve("spill"));
        Files.writeString(folder.resolve("spill"), "a file where the folder should be");
        assertHears("452 4.3.1", "0123456789\r\n".repeat(20_000));
        assertEquals(0, first.messages().size());
        assertHears("250 2.0.0", "small\r\n");
    }

    @Test
    void drainingSays421BeforeTheNextMailAndFinishesWhatHasBegun() throws Exception {
        start("", "", first);
        try (var idle = Client.greeted(node.port()); var busy = Client.greeted(node.port())) {
            busy.ask("MAIL FROM:<a@client.test>");
            var stopping = Thread.ofVirtual().start(node.node()::stop);
            assertTrue(idle.reply().startsWith("421 4.3.2"));
            assertEquals("closed", idle.reply());
            assertTrue(busy.ask("RCPT TO:<b@next.test>").startsWith("250"));
            assertTrue(busy.ask("DATA").startsWith("354"));
            assertTrue(busy.send(MESSAGE + ".\r\n").reply().startsWith("250 2.0.0"));
            assertTrue(busy.reply().startsWith("421 4.3.2"));
            assertEquals("closed", busy.reply());
            stopping.join();
        }
        assertEquals(1, first.messages().size());
    }
}
