package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.postern.tls.TlsPolicy;
import io.postern.world.ClosedPort;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rows of the failure table that the relay reports on; after each test every open connection is idle. */
class RelayFailureTest {

    private Bench bench;
    private SinkServer first;
    private SinkServer second;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(Duration.ofSeconds(2));
        first = new SinkServer();
        second = new SinkServer();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
        first.close();
        second.close();
    }

    private Outcome deliver() throws Exception {
        return bench.deliver(first.address(), second.address());
    }

    private void assertSecondHasIt(Outcome outcome) {
        var accepted = assertInstanceOf(Outcome.Accepted.class, outcome);
        assertEquals(second.address(), accepted.hop().address());
        assertEquals(List.of(Bench.TRACE + bench.body), second.messages());
        assertEquals(List.of(), first.messages());
    }

    /** What was said before a command is no reply to it: else each reply would count for the command after its own. */
    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT"})
    void replyTooManyBeforeTheNextCommandGoesToTheNextCandidate(String command) throws Exception {
        bench.recipients = List.of("a", "b");
        first.extensions("250 8BITMIME\r\n").reply(command, "250 ok\r\n250 and more\r\n");
        assertSecondHasIt(deliver());
    }

    @Test
    void connectRefusedGoesToTheNextCandidate() throws Exception {
        try (var nobody = new ClosedPort()) {
            assertSecondHasIt(bench.deliver(nobody.address(), second.address()));
            assertEquals(List.of(nobody.address()), bench.failed);
        }
    }

    @Test
    void afterTheLastCandidateItsOutcomeIsReported() throws Exception {
        first.reply("CONNECT", "554 no\r\n");
        second.reply("CONNECT", "421 busy\r\n");
        var refused = assertInstanceOf(Outcome.Refused.class, deliver());
        assertEquals(421, refused.reply().code());
        assertEquals(Phase.GREETING, refused.phase());
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,554 no", "CONNECT,421 busy", "EHLO,421 later", "EHLO,450 later", "MAIL,450 later", "MAIL,421 later",
        "MAIL,530 5.7.0 first STARTTLS", "RCPT,421 later", "RCPT,555 what", "DATA,451 later", "DATA,421 later",
        "DATA,503 order"})
    void refusalThatAnotherCandidateMaySeeOtherwise(String command, String reply) throws Exception {
        first.reply(command, reply + "\r\n");
        if (command.equals("RCPT")) {
            first.reply("DATA", "503 no recipients\r\n");
        }
        assertSecondHasIt(deliver());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void connectionLostBeforeTheDot(String command) throws Exception {
        first.close(command);
        assertSecondHasIt(deliver());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void hangBeforeTheDot(String command) throws Exception {
        first.hang(command);
        assertSecondHasIt(deliver());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void babbleBeforeTheDot(String command) throws Exception {
        first.reply(command, "hello there\r\n");
        assertSecondHasIt(deliver());
    }

    @Test
    void connectionLostInTheBody() throws Exception {
        bench.close();
        bench = new Bench(Duration.ofSeconds(15));
        bench.body = ("x".repeat(998) + "\r\n").repeat(9000);
        first.reply("BODY", "");
        assertSecondHasIt(deliver());
    }

    @ParameterizedTest
    @CsvSource({"MAIL,550 5.7.1 not you", "DATA,554 no", "DOT,550 spam", "DOT,451 later", "DOT,421 later", "DOT,503 order"})
    void refusalWithAuthorityEndsTheDelivery(String command, String reply) throws Exception {
        first.reply(command, reply + "\r\n");
        if (command.equals("MAIL")) {
            first.reply("RCPT", "503 no\r\n").reply("DATA", "503 no\r\n");
        }
        var refused = assertInstanceOf(Outcome.Refused.class, deliver());
        assertEquals(Integer.parseInt(reply.substring(0, 3)), refused.reply().code());
        assertEquals(0, second.connections());
        assertEquals(List.of(), bench.failed);
    }

    @Test
    void heloFallback() throws Exception {
        first.reply("EHLO", "502 what\r\n");
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(List.of("EHLO gate.test", "HELO gate.test", "MAIL FROM:<from@test>", "RCPT TO:<a@test>", "DATA"),
                first.commands());
    }

    @Test
    void ehloAndThenHeloRefused() throws Exception {
        first.reply("EHLO", "502 what\r\n").reply("HELO", "550 no\r\n");
        assertSecondHasIt(deliver());
    }

    @Test
    void allRecipientsRefusedAndTheConnectionIsUsedAgain() throws Exception {
        bench.recipients = List.of("a", "b");
        first.reply("RCPT", "550 5.1.1 a\r\n").reply("RCPT", "450 b\r\n").reply("DATA", "554 none\r\n");
        var refused = assertInstanceOf(Outcome.RecipientsRefused.class, deliver());
        assertEquals(List.of(Bench.mailbox("a"), Bench.mailbox("b")), List.copyOf(refused.refused().keySet()));
        assertEquals(0, refused.accepted());
        bench.eventually(() -> bench.idle() == 1);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(1, first.connections());
    }

    @Test
    void ofAHopThatRefusesAtGreatLengthTheFirstWordsAreKept() throws Exception {
        bench.recipients = List.of("a", "b");
        var flood = ("550-5.1.1 no " + "x".repeat(390) + "\r\n").repeat(90) + "550 5.1.1 end\r\n";
        first.reply("RCPT", flood).reply("RCPT", flood);
        var refused = assertInstanceOf(Outcome.RecipientsRefused.class, deliver()).refused().values();
        assertEquals(2, refused.size());
        for (var reply : refused) {
            assertEquals(550, reply.code());
            assertEquals(List.of(393, 393, 214), reply.lines().stream().map(String::length).toList());
            assertTrue(reply.text().startsWith("no xxx"));
        }
    }

    @Test
    void someRecipientsRefusedWithA354ClosesWithoutADot() throws Exception {
        bench.recipients = List.of("a", "b");
        first.reply("RCPT", "250 ok\r\n").reply("RCPT", "550 5.1.1 b\r\n");
        var refused = assertInstanceOf(Outcome.RecipientsRefused.class, deliver());
        assertEquals(1, refused.accepted());
        assertEquals(List.of(), first.messages());
        assertEquals(0, bench.idle());
        assertEquals(0, second.connections());
    }

    @Test
    void someRecipientsRefusedStepByStepResets() throws Exception {
        first.extensions("250 8BITMIME\r\n").reply("RCPT", "550 5.1.1 a\r\n");
        bench.recipients = List.of("a", "b");
        assertInstanceOf(Outcome.RecipientsRefused.class, deliver());
        bench.eventually(() -> bench.idle() == 1);
        assertEquals("RSET", first.commands().getLast());
        assertFalse(first.commands().contains("DATA"));
    }

    @Test
    void theHopLacksWhatTheMessageNeeds() throws Exception {
        bench.eightBit = true;
        first.extensions("250 PIPELINING\r\n");
        assertSecondHasIt(deliver());
        assertTrue(second.commands().get(1).contains(" BODY=8BITMIME SIZE="));
        second.extensions("250 PIPELINING\r\n");
        var lacks = assertInstanceOf(Outcome.Lacks.class, bench.deliver(first.address()));
        assertEquals(Lack.EIGHT_BIT, lacks.lack());
    }

    @Test
    void theHopTakesNoMessageOfThisSize() throws Exception {
        first.extensions("250 SIZE 10\r\n");
        assertEquals(Lack.SIZE, assertInstanceOf(Outcome.Lacks.class, bench.deliver(first.address())).lack());
    }

    @Test
    void lossAfterTheDotMayBeADuplicate() throws Exception {
        first.close("DOT");
        var lost = assertInstanceOf(Outcome.Lost.class, deliver());
        assertTrue(lost.duplicatePossible());
        assertEquals(Phase.DOT, lost.phase());
        assertEquals(0, second.connections());
    }

    @Test
    void timeoutAfterTheDotMayBeADuplicate() throws Exception {
        first.hang("DOT");
        var lost = assertInstanceOf(Outcome.Lost.class, deliver());
        assertTrue(lost.duplicatePossible());
        assertEquals("timeout", lost.cause());
        assertEquals(0, second.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n", "354 more\r\n", "250 ok\n", "199 ok\r\n", "250-a\r\n251 b\r\n"})
    void babbleAfterTheDotMayBeADuplicate(String babble) throws Exception {
        first.reply("DOT", babble);
        assertTrue(assertInstanceOf(Outcome.Babble.class, deliver()).duplicatePossible());
        assertEquals(0, second.connections());
    }

    @Test
    void a2xxToDataIsBabble() throws Exception {
        first.reply("DATA", "250 ok\r\n");
        assertSecondHasIt(deliver());
    }

    @Test
    void budgetSpentBeforeTheDot() throws Exception {
        bench.budgetLeft = Duration.ofSeconds(1);
        first.hang("MAIL");
        assertEquals(new Outcome.BudgetSpent(Phase.MAIL), deliver());
        assertEquals(0, second.connections());
    }

    @Test
    void clientGoneBeforeTheDot() throws Exception {
        var release = new CountDownLatch(1);
        var wanted = new AtomicBoolean(true);
        bench.stillWanted = wanted::get;
        first.hold("DATA", "354 go on\r\n", release);
        var outcome = bench.begin(first.address(), second.address());
        bench.eventually(() -> first.commands().contains("DATA"));
        wanted.set(false);
        release.countDown();
        assertFalse(assertInstanceOf(Outcome.Lost.class, Bench.await(outcome)).duplicatePossible());
        assertEquals(List.of(), first.messages());
        assertEquals(0, second.connections());
    }

    @Test
    void opportunisticTlsFailedGoesOnInPlainAtTheSameHop() throws Exception {
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        first.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        var accepted = assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(first.address(), accepted.hop().address());
        assertEquals(2, first.connections());
    }

    @Test
    void requiredTlsFailedGoesToTheNextCandidateAndNeverInPlain() throws Exception {
        bench.tls = TlsPolicy.REQUIRE;
        first.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        var lost = assertInstanceOf(Outcome.Lost.class, deliver());
        assertEquals(Phase.TLS, lost.phase());
        assertEquals(Optional.of(second.address()), lost.hop().map(hop -> hop.address()));
        assertEquals(List.of(), first.messages());
        assertEquals(List.of(), second.messages());
    }

    @Test
    void octetsInjectedWithThe220ToStartTls() throws Exception {
        bench.tls = TlsPolicy.OPPORTUNISTIC;
        first.extensions("250-STARTTLS\r\n250 PIPELINING\r\n").reply("STARTTLS", "220 go on\r\n250 evil\r\n");
        assertSecondHasIt(deliver());
    }
}
