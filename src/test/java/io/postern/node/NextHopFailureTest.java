package io.postern.node;

import java.io.IOException;

import io.postern.world.Client;
import io.postern.world.ClosedPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The failure table's rows about the way out: two next hops of different preference, the first one scripted. */
class NextHopFailureTest extends TwoHops {

    @Test
    void connectRefusedGoesToTheNextCandidate() throws IOException {
        try (var nobody = new ClosedPort()) {
            node = TestNode.start(folder, """
                    routes: [{name: next, domains: [next.test], via: ["10 127.0.0.1:%d", "20 127.0.0.1:%d"]}]
                    """.formatted(nobody.address().getPort(), second.address().getPort()));
            assertHears("250 2.0.0");
        }
        assertEquals(1, second.messages().size());
    }

    @ParameterizedTest
    @CsvSource({
            "CONNECT, 554 5.3.2 not today", "CONNECT, 421 busy", "CONNECT, close", "CONNECT, hang", "CONNECT, what?",
            "MAIL, 451 4.3.0 later", "MAIL, 421 closing", "MAIL, 530 5.7.0 authenticate", "MAIL, 503 5.5.1 sequence",
            "MAIL, close", "MAIL, hang", "MAIL, nonsense", "MAIL, 354 not due", "RCPT, close", "RCPT, 421 closing",
            "DATA, 451 4.3.0 later", "DATA, 250 not due", "DATA, 502 5.5.1 unknown", "DATA, close"})
    void troubleBeforeTheDotGoesToTheNextCandidate(String command, String reply) {
        script(command, reply);
        start(patienceFor(reply), "", first, second);
        assertHears("250 2.0.0");
        assertEquals(0, first.messages().size());
        assertEquals(1, second.messages().size());
    }

    /** Short only where it must run out: the other hop has to answer in time on a busy machine. */
    private static String patienceFor(String reply) {
        return reply.equals("hang") ? "timeouts: {reply: 2s, greeting: 2s}\n" : "";
    }

    @Test
    void ehloRefusedIsFollowedByHelo() {
        first.reply("EHLO", "502 no\r\n");
        start("", "", first, second);
        assertHears("250 2.0.0");
        assertEquals(1, first.messages().size());
        assertEquals(1, first.commands().stream().filter(line -> line.startsWith("HELO ")).count());
    }

    @Test
    void ehloAndThenHeloRefusedGoesToTheNextCandidate() {
        first.reply("EHLO", "502 no\r\n").reply("HELO", "554 no\r\n");
        start("", "", first, second);
        assertHears("250 2.0.0");
        assertEquals(1, second.messages().size());
    }

    @ParameterizedTest
    @CsvSource({
            "CONNECT, 554 5.3.2 not today, 451 4.4.1", "CONNECT, close, 451 4.4.1", "CONNECT, hang, 451 4.4.1",
            "MAIL, 451 4.3.0 later, 451 4.3.0 127.0.0.1 said: later", "MAIL, 421 4.3.2 closing, 451 4.3.2",
            "MAIL, 530 5.7.0 authenticate, 451 4.5.0", "MAIL, 555 5.5.4 what parameter, 451 4.5.0",
            "RCPT, 500 what?, 451 4.5.0", "MAIL, nonsense, 451 4.5.0", "DATA, close, 451 4.4.1",
            "DATA, 452 4.3.1 full, 451 4.3.1"})
    void afterTheLastCandidate(String command, String reply, String expected) {
        script(command, reply);
        start(patienceFor(reply), "", first);
        assertHears(expected);
        assertEquals(0, first.messages().size());
    }

    /** Far more than what socket buffers take, or the dot would be on its way before the loss is seen. */
    @Test
    void connectionLostInTheBodyGoesToTheNextCandidate() {
        var large = "Subject: large\r\n\r\n" + ("0".repeat(990) + "\r\n").repeat(9_500);
        first.close("BODY");
        start("", "", first, second);
        assertHears("250 2.0.0", large);
        assertEquals(1, second.messages().size());
    }

    @Test
    void refusalThatIsAboutUsIsAnAlert() {
        first.reply("MAIL", "530 5.7.0 authenticate\r\n");
        start("", "", first);
        assertHears("451 4.5.0");
        assertEquals(1, Scrape.of(node).value("postern_alerts_total"));
    }

    @ParameterizedTest
    @CsvSource({
            "MAIL, 550 5.7.1 bad sender, 550 5.7.1 127.0.0.1 said: bad sender", "DATA, 554 5.7.1 no, 554 5.7.1",
            "RCPT, 550 5.1.1 nobody, 550 5.1.1", "RCPT, 450 4.2.1 later, 450 4.2.1", "RCPT, 553 no status, 553 5.0.0",
            "DOT, 550 5.7.1 spam, 550 5.7.1", "DOT, 451 4.7.1 greylisted, 451 4.7.1", "DOT, 421 closing, 451 4.0.0"})
    void refusalWithAuthorityIsPassedOnAndNoOtherIsAsked(String command, String reply, String expected) {
        script(command, reply);
        start("", "", first, second);
        assertHears(expected);
        assertEquals(0, second.connections());
    }

    @ParameterizedTest
    @CsvSource({"DOT, 550 5.7.1 spam, 450 4.7.1", "MAIL, 554 5.7.1 no, 454 4.7.1", "RCPT, 550 5.1.1 nobody, 450 4.1.1"})
    void softBounceTurnsPermanentIntoTransient(String command, String reply, String expected) {
        script(command, reply);
        start("", ", soft-bounce: true", first, second);
        assertHears(expected);
        assertEquals(0, second.connections());
    }

    @Test
    void softBounceLearnsNothingThatBouncesTheRetry() {
        first.reply("RCPT", "550 5.1.1 nobody\r\n");
        start("", ", soft-bounce: true", first);
        assertHears("450 4.1.1");
        assertHears("250 2.0.0");
    }

    @Test
    void hopLacksSizeGoesToTheNextCandidate() {
        first.extensions("250 SIZE 1000\r\n");
        start("", "", first, second);
        assertHears("250 2.0.0");
        assertEquals(1, second.messages().size());
    }

    @Test
    void lastHopLacksSize() {
        first.extensions("250 SIZE 1000\r\n");
        start("", "", first);
        assertHears("552 5.3.4");
    }

    @Test
    void lastHopLacksEightBit() {
        first.extensions("250 PIPELINING\r\n");
        start("", "", first);
        assertHears("550 5.6.3", "caf\u00E9\r\n");
        assertHears("250 2.0.0", "coffee\r\n");
    }

    @Test
    void requiredTlsNotOfferedGoesToTheNextCandidateAndThenIs451() {
        start("", ", tls: require", first, second);
        assertHears("451 4.4.1");
        assertTrue(second.connections() > 0);
        assertTrue(first.commands().stream().noneMatch(line -> line.startsWith("MAIL")));
    }

    @Test
    void reusedConnectionLostBeforeAnyAnswerTriesTheSameHopOnce() {
        start("", "", first, second);
        try (var client = Client.greeted(node.port())) {
            assertTrue(client.mail("a@client.test", "b@next.test", MESSAGE).startsWith("250"));
            first.close("MAIL");
            assertTrue(client.mail("a@client.test", "b@next.test", MESSAGE).startsWith("250"));
        }
        assertEquals(2, first.messages().size());
        assertEquals(2, first.connections());
        assertEquals(0, second.connections());
    }
}
