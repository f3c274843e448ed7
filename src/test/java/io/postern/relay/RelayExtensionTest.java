package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.postern.smtp.Domain;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.RcptParameters.Notify;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a next hop's extensions change: BINARYMIME, SMTPUTF8, DSN, LIMITS, and PRDR towards the client. */
class RelayExtensionTest {

    private static final String ALL =
            "250-PIPELINING\r\n250-8BITMIME\r\n250-CHUNKING\r\n250-BINARYMIME\r\n250-SMTPUTF8\r\n250 DSN\r\n";
    private static final String PLAIN = "250-PIPELINING\r\n250 8BITMIME\r\n";

    private Bench bench;
    private SinkServer first;
    private SinkServer second;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(Duration.ofSeconds(5));
        first = new SinkServer().extensions(PLAIN);
        second = new SinkServer().extensions(ALL);
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

    private void declare(boolean smtpUtf8, boolean prdr) {
        bench.parameters = new MailParameters(OptionalLong.empty(), Optional.empty(), smtpUtf8,
                Optional.of(MailParameters.Ret.HDRS), Optional.of("QQ+2B314159"), prdr);
    }

    private void assertLacks(Lack lack) throws Exception {
        assertEquals(lack, assertInstanceOf(Outcome.Lacks.class, bench.deliver(first.address())).lack());
        assertEquals(List.of("EHLO gate.test"), first.commands());
    }

    private String line(SinkServer hop, String verb) {
        return hop.commands().stream().filter(command -> command.startsWith(verb)).findFirst().orElse("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, "250-PIPELINING\r\n250-8BITMIME\r\n250 CHUNKING\r\n", "250-8BITMIME\r\n250 BINARYMIME\r\n"})
    void binaryGoesOnlyWhereItCanGoAsItIs(String extensions) throws Exception {
        bench.content("Content-Transfer-Encoding: binary\r\n\r\nbare\nnewline\rand \u00ff.\r\n.\r\n");
        first.extensions(extensions);
        assertLacks(Lack.BINARY);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(List.of(Bench.TRACE + bench.body), second.messages());
        assertEquals("MAIL FROM:<from@test> BODY=BINARYMIME", line(second, "MAIL"));
    }

    @Test
    void aHopThatLacksSomethingIsNoneOfTheTwoThatMayBeAskedForAll() throws Exception {
        try (var third = new SinkServer().extensions(ALL)) {
            bench.content("Content-Transfer-Encoding: binary\r\n\r\nbare\nnewline\r\n");
            assertInstanceOf(Outcome.Accepted.class,
                    bench.deliver(first.address(), second.extensions(PLAIN).address(), third.address()));
            assertEquals(List.of(Bench.TRACE + bench.body), third.messages());
        }
    }

    @Test
    void whatAsksForReportsIsPassedToAHopThatWritesThem() throws Exception {
        declare(false, false);
        bench.requests = Map.of(Bench.mailbox("a"),
                new RcptParameters(Set.of(Notify.DELAY, Notify.SUCCESS), Optional.of("rfc822;a+2Bb@x.test")));
        bench.recipients = List.of("a", "b");
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(second.address()));
        assertEquals("MAIL FROM:<from@test> RET=HDRS ENVID=QQ+2B314159", line(second, "MAIL"));
        assertEquals("RCPT TO:<a@test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@x.test", line(second, "RCPT TO:<a"));
        assertEquals("RCPT TO:<b@test>", line(second, "RCPT TO:<b"));
    }

    @Test
    void whatAsksForReportsIsLeftOutElsewhere() throws Exception {
        declare(false, false);
        bench.requests = Map.of(Bench.mailbox("a"), new RcptParameters(Set.of(Notify.SUCCESS), Optional.of("rfc822;a@x")));
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
        assertEquals("MAIL FROM:<from@test>", line(first, "MAIL"));
        assertEquals("RCPT TO:<a@test>", line(first, "RCPT"));
        assertTrue(bench.scrape().contains("postern_alerts_total{kind=\"dsn-not-passed\"} 1.0"));
    }

    @Test
    void aLocalPartInUtf8NeedsTheExtension() throws Exception {
        declare(true, false);
        bench.mailboxes = Optional.of(List.of(new Mailbox("j\u00fcrgen", Domain.parse("b\u00fccher.test").orElseThrow())));
        assertLacks(Lack.UTF8_ADDRESSES);
        assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals("MAIL FROM:<from@test> SMTPUTF8 RET=HDRS ENVID=QQ+2B314159", line(second, "MAIL"));
        assertEquals("RCPT TO:<j\u00c3\u00bcrgen@b\u00c3\u00bccher.test>", line(second, "RCPT"));
    }

    @Test
    void aDomainHasItsALabelsForAHopWithoutTheExtension() throws Exception {
        declare(true, false);
        bench.from = new Mailbox("x", Domain.parse("b\u00fccher.test").orElseThrow());
        bench.mailboxes = Optional.of(List.of(new Mailbox("a", Domain.parse("b\u00fccher.test").orElseThrow())));
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
        assertEquals("MAIL FROM:<x@xn--bcher-kva.test>", line(first, "MAIL"));
        assertEquals("RCPT TO:<a@xn--bcher-kva.test>", line(first, "RCPT"));
    }

    @Test
    void declaredUtf8IsNeededOnlyIfTheHeaderMayHoldIt() throws Exception {
        declare(true, false);
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
        assertEquals("MAIL FROM:<from@test>", line(first, "MAIL"));
        bench.eightBit = true;
        assertEquals(Lack.UTF8_ADDRESSES, assertInstanceOf(Outcome.Lacks.class, bench.deliver(first.address())).lack());
    }

    @Test
    void aHopsMailmaxEndsTheConnection() throws Exception {
        first.extensions("250-PIPELINING\r\n250 LIMITS MAILMAX=2\r\n");
        for (int i = 0; i < 4; i++) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
        }
        assertEquals(2, first.connections());
    }

    @Test
    void aHopsRcptmaxSendsTheOthersAlone() throws Exception {
        first.extensions("250-PIPELINING\r\n250 LIMITS RCPTMAX=2\r\n");
        bench.recipients = List.of("a", "b", "c", "d");
        var refused = assertInstanceOf(Outcome.RecipientsRefused.class, bench.deliver(first.address()));
        assertEquals(2, refused.accepted());
        assertEquals(List.of(Bench.mailbox("c"), Bench.mailbox("d")), List.copyOf(refused.refused().keySet()));
        assertTrue(refused.refused().values().stream().allMatch(reply -> reply.toString().startsWith("452 4.5.3")));
        assertEquals(List.of("EHLO gate.test"), first.commands());
        bench.recipients = List.of("a", "b");
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 PIPELINING\r\n", "250 8BITMIME\r\n", "250-PIPELINING\r\n250 CHUNKING\r\n"})
    void withPrdrTheAcceptedRecipientsGetIt(String extensions) throws Exception {
        declare(false, true);
        first.extensions(extensions).reply("RCPT", "250 ok\r\n").reply("RCPT", "550 5.1.1 b\r\n").reply("RCPT", "450 4.2.1 c\r\n");
        bench.recipients = List.of("a", "b", "c");
        var accepted = assertInstanceOf(Outcome.Accepted.class, deliver());
        assertEquals(List.of(Bench.mailbox("b"), Bench.mailbox("c")), List.copyOf(accepted.refused().keySet()));
        assertEquals(1, first.messages().size());
        bench.eventually(() -> bench.idle() == 1);
    }

    @Test
    void withPrdrAndRcptmaxTheFirstOnesGetIt() throws Exception {
        declare(false, true);
        first.extensions("250-PIPELINING\r\n250 LIMITS RCPTMAX=2\r\n");
        bench.recipients = List.of("a", "b", "c");
        var accepted = assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address()));
        assertEquals(Set.of(Bench.mailbox("c")), accepted.refused().keySet());
        assertEquals("none", line(first, "RCPT TO:<c"));
    }

    @Test
    void withPrdrTheRefusalOfTheMessageIsThatOfTheOthers() throws Exception {
        declare(false, true);
        first.reply("RCPT", "450 4.2.1 a\r\n").reply("DOT", "550 5.7.1 spam\r\n");
        bench.recipients = List.of("a", "b");
        var refused = assertInstanceOf(Outcome.RecipientsRefused.class, deliver());
        assertEquals(0, refused.accepted());
        assertEquals(450, refused.refused().get(Bench.mailbox("a")).code());
        assertEquals(550, refused.refused().get(Bench.mailbox("b")).code());
        assertEquals(0, second.connections());
    }

    @Test
    void withPrdrAndAllRefusedThereIsNoDot() throws Exception {
        declare(false, true);
        first.reply("RCPT", "550 5.1.1 a\r\n").reply("RCPT", "550 5.1.1 b\r\n");
        bench.recipients = List.of("a", "b");
        assertEquals(0, assertInstanceOf(Outcome.RecipientsRefused.class, deliver()).accepted());
        assertFalse(first.commands().contains("RSET"));
        assertEquals(List.of(), first.messages());
    }

    @Test
    void oneRecipientWithPrdrIsAsWithout() throws Exception {
        declare(false, true);
        first.reply("RCPT", "550 5.1.1 a\r\n").reply("DATA", "554 none\r\n");
        assertInstanceOf(Outcome.RecipientsRefused.class, deliver());
    }
}
