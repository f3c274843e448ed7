package io.postern.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.postern.world.Client;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A route with {@code verify: probe}: the next hop is asked before a recipient is taken. */
class VerifyTest {

    @TempDir
    private Path folder;
    private SinkServer hop;
    private TestNode node;
    private Client client;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        node.close();
        hop.close();
    }

    @Test
    void anUnknownMailboxIsRefusedAtRcptAndAskedForOnce() {
        start("");
        hop.reply("RCPT", "550 5.1.1 nobody here\r\n");
        mail("a@client.test");
        rcpt("550 5.1.1 127.0.0.1 said: nobody here", "guess");
        rcpt("550 5.1.1 127.0.0.1 said: nobody here", "guess");
        rcpt("250", "good");
        hears("354", "DATA");
        hears("250 2.0.0", "text\r\n.");
        assertEquals(1, rcpts("guess"));
        assertEquals(1, hop.messages().size());
        assertEquals(1, Scrape.of(node).value("postern_recipient_questions_total", "result=\"refused\""));
    }

    @Test
    void theQuestionIsOfNobodyLeavesNothingBehindAndSharesTheConnection() {
        start("");
        mail("a@client.test");
        rcpt("250", "good");
        eventually(() -> hop.commands().contains("RSET"));
        var commands = hop.commands();
        assertEquals(List.of("MAIL FROM:<>", "RCPT TO:<good@next.test>", "RSET"), commands.subList(commands.size() - 3, commands.size()));
        hears("354", "DATA");
        hears("250 2.0.0", "text\r\n.");
        assertEquals(1, hop.connections());
    }

    @Test
    void aKnownMailboxIsNotAskedForAgain() {
        start("");
        for (int i = 0; i < 3; i++) {
            mail("a@client.test");
            rcpt("250", "good");
            hears("250", "RSET");
        }
        assertEquals(1, rcpts("good"));
    }

    @Test
    void withoutPipeliningItIsAskedStepByStep() {
        hop.extensions("250 SIZE 10000000\r\n");
        start("");
        hop.reply("RCPT", "550 no such user\r\n");
        mail("a@client.test");
        rcpt("550 5.0.0 127.0.0.1 said: no such user", "guess");
        rcpt("250", "good");
    }

    @Test
    void whatIsSaidBeforeTheQuestionIsNoAnswerToIt() {
        hop.extensions("250 SIZE 10000000\r\n");
        start("");
        hop.reply("MAIL", "250 ok\r\n550 5.1.1 no such user\r\n");
        mail("a@client.test");
        rcpt("250", "good");
    }

    @Test
    void whatIsNotAboutTheMailboxTakesItForNow() {
        start("");
        hop.reply("RCPT", "450 4.2.0 greylisted\r\n").reply("RCPT", "550 5.7.1 not from there\r\n");
        mail("a@client.test");
        rcpt("250", "one");
        rcpt("250", "two");
    }

    @Test
    void aHopThatRefusesTheNullReversePathSaysNothing() {
        start("");
        hop.reply("MAIL", "550 5.7.1 no bounces\r\n").reply("RCPT", "503 5.5.1 MAIL first\r\n");
        mail("a@client.test");
        rcpt("250", "good");
    }

    @Test
    void aHopThatDoesNotAnswerInTimeTakesItForNow() {
        start("");
        hop.hang("RCPT");
        mail("a@client.test");
        rcpt("250", "good");
        hears("354", "DATA");
        hears("250 2.0.0", "text\r\n.");
        assertEquals(1, Scrape.of(node).value("postern_recipient_questions_total", "result=\"unsaid\""));
    }

    @Test
    void aHopThatIsAwayTakesItForNow() throws IOException {
        start("");
        hop.close();
        mail("a@client.test");
        rcpt("250", "good");
        rcpt("250", "other");
    }

    @Test
    void withSoftBounceItIsForLater() {
        start(", soft-bounce: true");
        hop.reply("RCPT", "550 5.1.1 nobody here\r\n");
        mail("a@client.test");
        rcpt("450 4.1.1", "guess");
    }

    private void start(String options) {
        node = TestNode.start(folder, """
                routes: [{name: next, domains: [next.test], via: ["10 127.0.0.1:%d"], verify: probe%s}]
                """.formatted(hop.address().getPort(), options));
        client = Client.greeted(node.port());
    }

    private long rcpts(String name) {
        return hop.commands().stream().filter(line -> line.startsWith("RCPT") && line.contains("<" + name + "@")).count();
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
}
