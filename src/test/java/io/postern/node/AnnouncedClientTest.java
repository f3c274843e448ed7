package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A route that tells its next hop the client: here the next hop is another node, whose trace shows whom it took it for. */
class AnnouncedClientTest {

    private static final String TEXT = "Subject: x\r\n\r\ntext\r\n";

    @TempDir
    private Path folder;
    private SinkServer sink;

    @BeforeEach
    void open() throws IOException {
        sink = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    @ParameterizedTest
    @CsvSource({"xclient, xclient-from: [127.0.0.1]", "proxy-v2, proxy-protocol: {from: [127.0.0.1]}"})
    void theNextHopTakesEachMessageForItsClients(String how, String trust) throws IOException {
        try (var inner = inner(trust); var outer = outer(inner, how)) {
            for (var address : new String[] {"192.0.2.7", "IPV6:2001:db8::8", "192.0.2.9"}) {
                try (var client = claiming(outer, address)) {
                    assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
                    assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
                }
            }
        }
        var literals = new String[] {"[192.0.2.7]", "[IPv6:2001:db8::8]", "[192.0.2.9]"};
        assertEquals(6, sink.messages().size());
        for (int i = 0; i < 6; i++) {
            var trace = innermost(sink.messages().get(i));
            assertTrue(trace.contains(literals[i / 2]), trace);
            assertEquals(how.equals("xclient"), trace.contains("from helo" + literals[i / 2].length() + ".test "), trace);
        }
    }

    @Test
    void aHopThatDoesNotTakeXclientGetsTheMailWithout() {
        try (var outer = outer(sink.address().getPort(), "xclient"); var client = claiming(outer, "192.0.2.7")) {
            assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
        }
        assertEquals(1, sink.messages().size());
        assertTrue(sink.commands().stream().noneMatch(line -> line.startsWith("XCLIENT")));
    }

    @Test
    void aHopThatRefusesXclientGetsTheMailWithout() {
        sink.extensions("250-PIPELINING\r\n250 XCLIENT ADDR HELO\r\n").reply("XCLIENT", "550 5.7.0 not you\r\n");
        try (var outer = outer(sink.address().getPort(), "xclient"); var client = claiming(outer, "192.0.2.7")) {
            assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
        }
        assertEquals("XCLIENT ADDR=192.0.2.7 HELO=helo11.test", sink.commands().get(1));
        assertEquals(sink.commands().get(0), sink.commands().get(2));
        assertEquals(1, sink.messages().size());
    }

    @Test
    void aHopThatRefusesTheClientsNameHearsOurs() {
        sink.extensions("250-PIPELINING\r\n250 XCLIENT ADDR\r\n").reply("XCLIENT", "220 again\r\n")
                .reply("EHLO", "250-sink.test\r\n250-PIPELINING\r\n250 XCLIENT ADDR\r\n").reply("EHLO", "501 no such name\r\n");
        try (var outer = outer(sink.address().getPort(), "xclient"); var client = claiming(outer, "192.0.2.7")) {
            assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
        }
        assertEquals("EHLO helo11.test", sink.commands().get(2));
        assertEquals(sink.commands().get(0), sink.commands().get(3));
        assertEquals(1, sink.messages().size());
    }

    @Test
    void whatAClientSaysIsNoFurtherAttribute() {
        sink.extensions("250-PIPELINING\r\n250 XCLIENT ADDR HELO\r\n").reply("XCLIENT", "220 again\r\n");
        try (var outer = outer(sink.address().getPort(), "xclient"); var client = Client.greeted(outer.port())) {
            client.ask("XCLIENT ADDR=192.0.2.7");
            client.ask("HELO a+b=c");
            client.mail("a@client.test", "b@next.test", TEXT);
        }
        var command = sink.commands().stream().filter(line -> line.startsWith("XCLIENT")).findFirst().orElse("none");
        assertFalse(command.contains("a+b=c"), command);
    }

    @Test
    void aHopThatClosesAtXclientIsLost() throws IOException {
        sink.extensions("250-PIPELINING\r\n250 XCLIENT ADDR\r\n").close("XCLIENT");
        try (var second = new SinkServer();
                var outer = start("outer", "", "xclient", "\"10 127.0.0.1:" + sink.address().getPort() + "\", \"20 127.0.0.1:"
                        + second.address().getPort() + '"');
                var client = Client.greeted(outer.port())) {
            assertTrue(client.mail("a@client.test", "b@next.test", TEXT).startsWith("250"));
            assertEquals(1, second.messages().size());
        }
    }

    /** A client that says it speaks for another one. */
    private static Client claiming(TestNode node, String address) {
        var client = Client.greeted(node.port());
        assertTrue(client.ask("XCLIENT ADDR=" + address + " PORT=4711").startsWith("220"));
        int length = address.startsWith("IPV6:") ? address.length() - 5 + "[IPv6:]".length() : address.length() + 2;
        client.ask("EHLO helo" + length + ".test");
        return client;
    }

    private TestNode inner(String trust) throws IOException {
        return start("inner", trust, "none", hop(sink.address().getPort()));
    }

    private TestNode outer(TestNode inner, String how) {
        return outer(inner.port(), how);
    }

    private TestNode outer(int hopPort, String how) {
        return start("outer", "xclient-from: [127.0.0.1]", how, hop(hopPort));
    }

    private static String hop(int port) {
        return "\"10 127.0.0.1:" + port + '"';
    }

    private TestNode start(String name, String trust, String how, String via) {
        try {
            var home = Files.createDirectory(folder.resolve(name));
            return TestNode.withListeners(home, """
                    listeners: [{bind: "127.0.0.1:0"%s}]
                    routes: [{name: next, domains: [next.test], via: [%s], announce-client: %s}]
                    """.formatted(trust.isEmpty() ? "" : ", " + trust, via, how));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The trace that the last node wrote. */
    private static String innermost(String message) {
        return message.substring(0, message.indexOf("\r\nReceived:"));
    }
}
