package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A client that may not relay gets mail to our domains only, however it writes the address. */
class OpenRelayTest {

    @TempDir
    private static Path folder;
    private static SinkServer hop;
    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), "");
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        hop.close();
    }

    private static String recipient(String path) {
        try (var client = Client.greeted(node.port())) {
            client.ask("MAIL FROM:<a@next.test>");
            return client.ask("RCPT TO:" + path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "<victim@other.test>", "<@next.test:victim@other.test>", "<@next.test,@other.test:victim@[192.0.2.1]>",
            "<victim@[127.0.0.1]>", "<victim@[192.0.2.1]>", "<victim@[IPv6:2001:db8::1]>", "<victim@sub.next.test>",
            "<victim@next.test.other.test>", "<\"victim@next.test\"@other.test>", "<next.test!victim@other.test>"})
    void otherDomainsAreDenied(String path) {
        assertTrue(recipient(path).startsWith("550 5.7.1"), recipient(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "<victim@other.test@next.test>", "<victim@next.test@other.test>", "<victim>", "<>", "victim@next.test",
            "<@other.test>", "<victim@next.test.>", "<victim@>", "<victim@next.test", "<vic tim@next.test>",
            "<victim@next.test> <victim@other.test>"})
    void whatIsNoAddressIsRefused(String path) {
        assertTrue(recipient(path).startsWith("5"), recipient(path));
    }

    /** RFC 5321 §2.3.11: the local part is the final host's to read, so it goes there as it came. */
    @ParameterizedTest
    @ValueSource(strings = {
            "victim%other.test@next.test", "\"victim@other.test\"@next.test", "other.test!victim@next.test",
            "\"victim@other.test>\"@next.test"})
    void localPartThatLooksLikeARouteStaysALocalPart(String address) {
        try (var client = Client.greeted(node.port())) {
            var reply = client.mail("a@next.test", address, "text\r\n");
            assertTrue(reply.startsWith("250 2.0.0"), reply);
        }
        assertEquals("RCPT TO:<" + address + ">", lastRecipient());
    }

    @Test
    void sourceRouteIsForgotten() {
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.mail("a@next.test", "@other.test:friend@NEXT.test", "text\r\n").startsWith("250 2.0.0"));
        }
        assertEquals("RCPT TO:<friend@next.test>", lastRecipient());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Postmaster", "postmaster@next.test"})
    void postmasterIsAlwaysTaken(String address) {
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.mail("", address, "text\r\n").startsWith("250 2.0.0"));
        }
        assertEquals("RCPT TO:<postmaster@next.test>", lastRecipient());
    }

    private static String lastRecipient() {
        return hop.commands().stream().filter(line -> line.startsWith("RCPT")).reduce((_, last) -> last).orElseThrow();
    }
}
