package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One reply is true for every recipient: what is learned from a mixed answer, and how the retry is answered. */
class RefusedRecipientTest {

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;
    private Client client;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
        node = TestNode.towards(folder, hop.address().getPort(), "");
        client = Client.greeted(node.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        node.close();
        hop.close();
    }

    private void hears(String expected, String line) {
        var reply = client.ask(line);
        assertTrue(reply.startsWith(expected), line + ": " + reply);
    }

    private void mail(String from) {
        hears("250 2.1.0", "MAIL FROM:<" + from + ">");
    }

    private void rcpt(String expected, String name) {
        hears(expected, "RCPT TO:<" + name + "@next.test>");
    }

    private void data(String expected) {
        hears("354", "DATA");
        hears(expected, "text\r\n.");
    }

    private void mixed(String refusal) {
        hop.reply("RCPT", "250 ok\r\n").reply("RCPT", refusal + "\r\n");
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("250", "bad");
        data("451 4.1.1");
        assertEquals(0, hop.messages().size());
    }

    @Test
    void someRecipientsRefusedIs451AndTheRetryIsExact() {
        mixed("550 5.1.1 nobody here");
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("550 5.1.1 127.0.0.1 said: nobody here", "bad");
        data("250 2.0.0");
        assertEquals(1, hop.messages().size());
    }

    @Test
    void noSuchMailboxIsLearnedForAnySender() {
        mixed("550 5.1.1 nobody here");
        mail("");
        rcpt("550 5.1.1", "bad");
        hears("250", "RSET");
        mail("other@client.test");
        rcpt("550 5.1.1", "bad");
    }

    @Test
    void anyOtherRefusalIsLearnedForItsSenderOnly() {
        mixed("550 5.7.1 not from you");
        mail("other@client.test");
        rcpt("250", "good");
        rcpt("250", "bad");
        data("250 2.0.0");
        mail("a@client.test");
        rcpt("550 5.7.1", "bad");
    }

    @Test
    void recipientRefusedForNowTravelsAloneAndIsAskedAnew() {
        mixed("450 4.2.1 mailbox busy");
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("452 4.5.3", "bad");
        data("250 2.0.0");
        hop.reply("RCPT", "450 4.2.1 still busy\r\n");
        mail("a@client.test");
        rcpt("250", "bad");
        rcpt("452 4.5.3", "good");
        data("450 4.2.1 127.0.0.1 said: still busy");
        mail("a@client.test");
        rcpt("250", "bad");
        data("250 2.0.0");
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("250", "bad");
        data("250 2.0.0");
        assertEquals(3, hop.messages().size());
    }

    @Test
    void allRecipientsRefusedHearTheFirstRefusal() {
        hop.reply("RCPT", "550 5.1.1 nobody\r\n").reply("RCPT", "553 5.1.3 strange\r\n");
        mail("a@client.test");
        rcpt("250", "one");
        rcpt("250", "two");
        data("550 5.1.1 127.0.0.1 said: nobody");
    }

    @Test
    void allRecipientsRefusedIsPermanentOnlyIfAllAre() {
        hop.reply("RCPT", "550 5.1.1 nobody\r\n").reply("RCPT", "450 4.2.1 busy\r\n");
        mail("a@client.test");
        rcpt("250", "one");
        rcpt("250", "two");
        data("450 4.2.1");
        mail("a@client.test");
        rcpt("550 5.1.1", "one");
        rcpt("250", "two");
        data("250 2.0.0");
        assertEquals(1, hop.messages().size());
    }

    @Test
    void theSameRecipientTwiceIsSentOnce() {
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("250", "good");
        data("250 2.0.0");
        assertEquals(1, hop.commands().stream().filter(line -> line.startsWith("RCPT")).count());
    }

    @Test
    void anUnknownMailboxIsAskedForOnce() {
        hop.reply("RCPT", "550 5.1.1 nobody here\r\n");
        mail("a@client.test");
        rcpt("250", "guess");
        data("550 5.1.1 127.0.0.1 said: nobody here");
        mail("other@client.test");
        rcpt("550 5.1.1 127.0.0.1 said: nobody here", "guess");
        rcpt("250", "good");
        data("250 2.0.0");
        assertEquals(1, hop.commands().stream().filter(line -> line.contains("<guess@")).count());
    }

    @Test
    void aRefusalOfOneSenderAloneIsNotRemembered() {
        hop.reply("RCPT", "550 5.7.1 not from you\r\n");
        mail("a@client.test");
        rcpt("250", "bad");
        data("550 5.7.1");
        mail("a@client.test");
        rcpt("250", "bad");
        data("250 2.0.0");
    }

    @Test
    void withVerifyOffAnUnknownMailboxIsAskedForEachTime() {
        node.close();
        node = TestNode.start(folder, """
                routes: [{name: next, domains: [next.test], via: ["10 127.0.0.1:%d"], verify: off}]
                """.formatted(hop.address().getPort()));
        client.close();
        client = Client.greeted(node.port());
        hop.reply("RCPT", "550 5.1.1 nobody here\r\n");
        mail("a@client.test");
        rcpt("250", "guess");
        data("550 5.1.1");
        mail("a@client.test");
        rcpt("250", "guess");
        data("250 2.0.0");
    }
}
