package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.FakeMilter;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.FakeMilter.both;
import static io.postern.world.FakeMilter.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A mail filter in the way of a message, as the client and the next hop see it. */
class MilterTest {

    private static final String MESSAGE = "Subject: old\r\nX-Out: 1\r\n\r\n..first\r\n";

    @TempDir
    private Path folder;
    private SinkServer hop;
    private FakeMilter filter;
    private FakeMilter second;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
        filter = FakeMilter.onLoopback();
        second = FakeMilter.onLoopback();
        node = TestNode.start(folder, """
                hostname: mx.test
                routes:
                  - {name: next, domains: [next.test], via: ["10 127.0.0.1:%d"]}
                scan:
                  - {name: first, type: milter, address: "%s"}
                  - {name: second, type: milter, address: "%s"}
                """.formatted(hop.address().getPort(), filter.address(), second.address()));
        admin = new AdminCalls(node.adminPort());
    }

    @AfterEach
    void close() throws IOException {
        admin.awaitNothingHeld();
        admin.close();
        node.close();
        filter.close();
        second.close();
        hop.close();
    }

    private String hears(List<String> recipients) {
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.ask("MAIL FROM:<a@client.test>").startsWith("250"));
            var refusals = new StringBuilder();
            int taken = 0;
            for (var recipient : recipients) {
                var reply = client.ask("RCPT TO:<" + recipient + ">");
                taken += reply.startsWith("250") ? 1 : 0;
                refusals.append(reply.startsWith("250") ? "" : reply + " | ");
            }
            if (taken == 0) {
                return refusals.toString();
            }
            assertTrue(client.ask("DATA").startsWith("354"));
            return refusals + client.send(MESSAGE + ".\r\n").reply();
        }
    }

    @Test
    void whatAFilterChangesIsWhatTheNextOneSeesAndTheNextHopGets() {
        filter.answer('E', both(packet('m', both(new byte[] {0, 0, 0, 1}, "Subject\0new\0".getBytes())),
                packet('m', both(new byte[] {0, 0, 0, 1}, "X-Out\0\0".getBytes())),
                packet('i', both(new byte[] {0, 0, 0, 0}, "X-Top\0a\n\tb\0".getBytes())),
                packet('b', ".other\n".getBytes()), packet('h', "X-End", "1"), packet('c')));
        second.answer('E', both(packet('h', "X-Second", "2"), packet('c')));
        assertTrue(hears(List.of("b@next.test")).startsWith("250 "));
        assertTrue(second.commands().containsAll(
                List.of("L X-Top|a\n\tb|", "L Subject|new|", "L X-End|1|", "B .other\r\n")), second.commands().toString());
        assertFalse(second.data('L').contains("X-Out"));
        var message = hop.messages().getFirst();
        assertTrue(message.startsWith("X-Top: a\r\n\tb\r\nReceived: "), message);
        assertTrue(message.endsWith("\r\nSubject: new\r\nX-End: 1\r\nX-Second: 2\r\n\r\n..other\r\n"), message);
    }

    @Test
    void aRecipientThatAFilterRefusesHearsItTheNextTime() {
        filter.answer('R', packet('y', "550 5.7.1 not for you"), packet('c'));
        assertTrue(hears(List.of("b@next.test", "c@next.test")).startsWith("451 4.1.1 "));
        assertEquals(0, hop.connections());
        filter.answer('R', packet('c'));
        var again = hears(List.of("b@next.test", "c@next.test"));
        assertTrue(again.startsWith("550 5.7.1 not for you"), again);
        assertTrue(again.contains(" | 250 2.0.0 "), again);
        assertTrue(hop.commands().contains("RCPT TO:<c@next.test>"), hop.commands().toString());
        assertFalse(hop.commands().contains("RCPT TO:<b@next.test>"));
    }

    @Test
    void aFiltersOwnWordsAreTheAnswer() {
        filter.answer('M', packet('y', "421 4.3.2 come back"));
        assertTrue(hears(List.of("b@next.test")).startsWith("451 4.3.2 come back"));
        filter.answer('M', packet('c')).answer('E', packet('y', "554-5.7.1 one\r\n554 5.7.1 two"));
        assertTrue(hears(List.of("b@next.test")).contains("two"));
        assertEquals(0, hop.connections());
    }
}
