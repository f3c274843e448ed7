package io.postern.relay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import io.postern.message.BodyBudget;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages as chunks (RFC 3030): when, how long, and that BDAT LAST is the dot (I4). */
class RelayChunkTest {

    private static final String CHUNKING = "250-PIPELINING\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 SIZE 100000000\r\n";
    private static final String DOTS = "Subject: x\r\n\r\n.\r\n..\r\n.x\r\nhello\r\n";
    private static final String LARGE = ("." + "x".repeat(990) + "\r\n").repeat(3000);

    @TempDir
    private Path folder;
    private Bench bench;
    private SinkServer first;
    private SinkServer second;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(Duration.ofSeconds(5));
        first = new SinkServer().extensions(CHUNKING);
        second = new SinkServer().extensions(CHUNKING);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
        first.close();
        second.close();
    }

    private void hasty() throws Exception {
        bench.close();
        bench = new Bench(Duration.ofMillis(400));
    }

    private Outcome deliver() throws Exception {
        return bench.deliver(first.address(), second.address());
    }

    private static String command(String content) {
        return "BDAT " + (Bench.TRACE.length() + content.length()) + " LAST";
    }

    private void assertArrived(String content, SinkServer at) {
        assertTrue(List.of(Bench.TRACE + content).equals(at.messages()), "one message, octet for octet");
    }

    private void assertSecondIsNotTried() {
        assertEquals(0, second.connections());
    }

    @Test
    void forOneRecipientOnAFreshConnectionAllIsOneFlight() throws Exception {
        bench.content(DOTS);
        var release = new CountDownLatch(1);
        first.hold("MAIL", "250 ok\r\n", release);
        first.hold("RCPT", "250 ok\r\n", release);
        var outcome = bench.begin(first.address());
        release.countDown();
        assertInstanceOf(Outcome.Accepted.class, Bench.await(outcome));
        assertEquals(List.of("EHLO gate.test", "MAIL FROM:<from@test> SIZE=" + (Bench.TRACE.length() + DOTS.length()),
                "RCPT TO:<a@test>", command(DOTS)), first.commands());
        assertArrived(DOTS, first);
        bench.eventually(() -> bench.idle() == 1);
    }

    @Test
    void theFlightDoesNotWaitForTheAnswerToMail() throws Exception {
        hasty();
        first.hang("MAIL");
        bench.content(DOTS);
        var lost = assertInstanceOf(Outcome.Lost.class, deliver());
        assertTrue(lost.duplicatePossible());
        assertEquals(Phase.DOT, lost.phase());
    }

    @Test
    void theWireFormLosesItsDotsInTheFlight() throws Exception {
        bench.body = "Subject: x\r\n\r\n..\r\n...\r\n..x\r\nhello\r\n";
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(DOTS, first);
        assertEquals(command(DOTS), first.commands().getLast());
    }

    @Test
    void onAReusedConnectionTheWireFormGoesByDataAndContentInAChunkOfItsOwn() throws Exception {
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals("DATA", first.commands().getLast());
        bench.content(DOTS);
        var release = new CountDownLatch(1);
        first.hold("RCPT", "250 ok\r\n", release);
        var outcome = bench.begin(first.address());
        bench.eventually(() -> first.commands().getLast().startsWith("RCPT"));
        release.countDown();
        assertInstanceOf(Outcome.Accepted.class, Bench.await(outcome));
        assertEquals(Bench.TRACE + DOTS, first.messages().getLast());
        assertEquals(1, first.connections());
    }

    @Test
    void aMixedAnswerResetsAndKeepsTheConnection() throws Exception {
        bench.content(DOTS).recipients = List.of("a", "b");
        first.reply("RCPT", "250 ok\r\n").reply("RCPT", "550 5.1.1 b\r\n");
        assertEquals(1, assertInstanceOf(Outcome.RecipientsRefused.class, deliver()).accepted());
        bench.eventually(() -> bench.idle() == 1);
        assertEquals("RSET", first.commands().getLast());
        assertEquals(List.of(), first.messages());
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(DOTS, first);
        assertEquals(1, first.connections());
    }

    @Test
    void withoutPipeliningStepByStep() throws Exception {
        first.extensions("250 CHUNKING\r\n");
        bench.content(DOTS);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(DOTS, first);
    }

    @ParameterizedTest
    @CsvSource({"MAIL,close", "RCPT,close", "BDAT,close", "MAIL,hang", "RCPT,hang", "BDAT,hang", "MAIL,what?", "RCPT,354 go",
        "BDAT,what?", "BDAT,354 go"})
    void anAnswerMissingAfterTheFlightMayBeADuplicate(String command, String how) throws Exception {
        hasty();
        switch (how) {
            case "close" -> first.close(command);
            case "hang" -> first.hang(command);
            default -> first.reply(command, how + "\r\n");
        }
        bench.content(DOTS);
        var duplicatePossible = switch (deliver()) {
            case Outcome.Lost lost -> lost.duplicatePossible();
            case Outcome.Babble babble -> babble.duplicatePossible();
            case Outcome other -> throw new AssertionError(other);
        };
        assertTrue(duplicatePossible);
        assertSecondIsNotTried();
    }

    @Test
    void aFlightThatIsRefusedAllThroughCountsAsNeverSent() throws Exception {
        first.reply("MAIL", "450 4.7.1 later\r\n").reply("RCPT", "503 no\r\n").reply("BDAT", "503 no\r\n");
        bench.content(DOTS);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(DOTS, second);
        assertEquals(List.of(), first.messages());
    }

    @Test
    void mailRefusedForGoodIsItsReply() throws Exception {
        first.reply("MAIL", "550 5.7.1 no\r\n").reply("RCPT", "503 no\r\n").reply("BDAT", "503 no\r\n");
        bench.content(DOTS);
        var refused = assertInstanceOf(Outcome.Refused.class, deliver());
        assertEquals(550, refused.reply().code());
        assertEquals(Phase.MAIL, refused.phase());
        assertSecondIsNotTried();
        bench.eventually(() -> bench.idle() == 1);
    }

    @Test
    void theOnlyRecipientRefusedAndTheConnectionIsUsedAgain() throws Exception {
        first.reply("RCPT", "550 5.1.1 nobody\r\n").reply("BDAT", "554 none\r\n");
        bench.content(DOTS);
        assertEquals(0, assertInstanceOf(Outcome.RecipientsRefused.class, deliver()).accepted());
        bench.eventually(() -> bench.idle() == 1);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(1, first.connections());
    }

    @Test
    void aHopThatTakesTheChunkOfWhatItRefusedMayHaveDelivered() throws Exception {
        first.reply("RCPT", "550 5.1.1 nobody\r\n");
        bench.content(DOTS);
        assertTrue(assertInstanceOf(Outcome.Babble.class, deliver()).duplicatePossible());
        assertSecondIsNotTried();
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 closing\r\n", "450 4.7.1 later\r\n", "550 5.7.1 no\r\n"})
    void aRefusalWithoutAnAnswerToTheChunkIsToldAndNobodyElseIsTried(String reply) throws Exception {
        first.replyAndClose("MAIL", reply);
        bench.content(DOTS);
        var refused = assertInstanceOf(Outcome.Refused.class, deliver());
        assertEquals(Phase.DOT, refused.phase());
        assertEquals(reply.substring(0, 3), String.valueOf(refused.reply().code()));
        assertSecondIsNotTried();
    }

    @ParameterizedTest
    @ValueSource(strings = {"552 5.3.4 large", "451 later", "421 closing"})
    void theChunkRefusedIsTheEnd(String reply) throws Exception {
        first.reply("BDAT", reply + "\r\n");
        bench.content(DOTS);
        assertEquals(Phase.DOT, assertInstanceOf(Outcome.Refused.class, deliver()).phase());
        assertSecondIsNotTried();
    }

    @Test
    void noPermissionMeansNotAnOctet() throws Exception {
        bench.stillWanted = new OnceTrue();
        bench.content(DOTS);
        assertFalse(assertInstanceOf(Outcome.Lost.class, deliver()).duplicatePossible());
        assertEquals(List.of(), first.messages());
        assertFalse(first.commands().stream().anyMatch(line -> line.startsWith("MAIL")));
    }

    /** Wanted when the candidate is chosen, not any more when the end is due. */
    private static final class OnceTrue implements BooleanSupplier {
        private boolean asked;

        @Override
        public boolean getAsBoolean() {
            boolean first = !asked;
            asked = true;
            return first;
        }
    }

    @Test
    void contentForAHopWithoutChunkingIsStuffedAndItsLastLineEnded() throws Exception {
        first.extensions("250 PIPELINING\r\n");
        bench.content(".a\r\n.\r\nend");
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived("..a\r\n..\r\nend\r\n", first);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeBodyGoesSliceBySlice(boolean spilled) throws Exception {
        if (spilled) {
            bench.budget = new BodyBudget(2 << 20, 64 << 10, 64 << 20, folder);
        }
        bench.content(LARGE);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(LARGE, first);
        first.extensions("250 PIPELINING\r\n");
        bench.recipients = List.of("a", "b");
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(second.address()));
        assertArrived(LARGE, second);
        bench.eventually(() -> bench.budget.memoryOctets() == 0);
    }

    @Test
    void aChunkCutInTheMiddleIsNotWhole() throws Exception {
        first.close("BODY");
        bench.content(LARGE.repeat(3));
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(bench.body, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunk", "data"})
    void anEarlyRefusalKeepsItsWords(String how) throws Exception {
        bench.content(LARGE.repeat(3));
        if (how.equals("data")) {
            first.extensions("250 PIPELINING\r\n");
        }
        first.reply("BODY", "552 5.3.4 enough\r\n");
        var refused = assertInstanceOf(Outcome.Refused.class, deliver());
        assertEquals("552 5.3.4 enough", refused.reply().toString());
        assertEquals(Phase.BODY, refused.phase());
        assertSecondIsNotTried();
        assertEquals(0, bench.idle());
    }

    @ParameterizedTest
    @ValueSource(strings = {"452 4.3.1 full", "421 closing", "250 taken already", "what?"})
    void anyOtherEarlyAnswerGoesToTheNextCandidate(String reply) throws Exception {
        bench.content(LARGE.repeat(3));
        first.reply("BODY", reply + "\r\n");
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertArrived(bench.body, second);
    }
}
