package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A line that ends in a bare CR or LF, by each way a node can be told to treat it. */
class NewlinesTest {

    private static final String HEADER = "Subject: newlines\r\n\r\n";

    @TempDir
    private Path folder;

    /** In the table CR is /, LF is |. */
    @ParameterizedTest
    @CsvSource({
        "a|b/|, a/|b/|",
        "a/b/|, a/|b/|",
        "a|.b/|, a/|..b/|",
        "a|./|b/|, a/|../|b/|",
        "a/./|b/|, a/|../|b/|",
        "a/|.|b/|, a/|/|b/|",
        "|/|, /|/|",
        "a//|, a/|/|",
        "../|a|/|, ../|a/|/|",
        "a/|b/|, a/|b/|"})
    void repairedHoweverItIsCut(String said, String forwarded) throws IOException {
        var wireForm = HEADER + octets(said) + ".\r\n";
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "bare-newline: normalise\n");
                var admin = new AdminCalls(node.adminPort());
                var client = Client.greeted(node.port())) {
            for (int cut = 1; cut < wireForm.length(); cut++) {
                OctetsTest.begin(client);
                client.send(wireForm.substring(0, cut));
                admin.get("/health/live");
                assertEquals("250", client.send(wireForm.substring(cut)).reply().substring(0, 3));
                assertBelowTrace(octets(forwarded), sink.messages().getLast());
            }
            admin.awaitNothingHeld();
        }
    }

    /** Smuggling: what looks like an end to others is content to us, and never reaches them. */
    @ParameterizedTest
    @CsvSource({"a|.|", "a|./|", "a/|.|", "a/./", "a/|./x/|", "a|b/|", "a/b/|"})
    void refusedAtTheTrueEnd(String said) throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "");
                var admin = new AdminCalls(node.adminPort());
                var client = Client.greeted(node.port())) {
            OctetsTest.begin(client);
            client.send(HEADER + octets(said) + "MAIL FROM:<smuggled@client.test>\r\n.\r\n");
            assertEquals("550 5.5.2", client.reply().substring(0, 9));
            assertEquals("250", client.ask("NOOP").substring(0, 3));
            assertTrue(sink.messages().isEmpty());
            admin.awaitNothingHeld();
        }
    }

    @Test
    void smuggledMessageIsOneMessageWhenRepaired() throws IOException {
        try (var sink = new SinkServer();
                var node = TestNode.towards(folder, sink.address().getPort(), "bare-newline: normalise\n");
                var client = Client.greeted(node.port())) {
            OctetsTest.begin(client);
            client.send(HEADER + "a\n.\nMAIL FROM:<smuggled@client.test>\r\n.\r\n");
            assertEquals("250", client.reply().substring(0, 3));
            assertEquals(1, sink.messages().size());
            assertBelowTrace("a\r\n..\r\nMAIL FROM:<smuggled@client.test>\r\n", sink.messages().getFirst());
        }
    }

    private static void assertBelowTrace(String expected, String arrived) {
        int end = 0;
        do {
            end = arrived.indexOf("\r\n", end) + 2;
        } while (arrived.charAt(end) == '\t');
        assertEquals(HEADER + expected, arrived.substring(end));
    }

    private static String octets(String table) {
        return table.replace('/', '\r').replace('|', '\n');
    }
}
