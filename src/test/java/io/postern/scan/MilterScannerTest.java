package io.postern.scan;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.postern.config.Scan;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.scan.milter.Bounds;
import io.postern.scan.milter.MilterScanner;
import io.postern.smtp.BodyType;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.world.ClosedPort;
import io.postern.world.FakeMilter;
import io.postern.world.FakeMilter.Then;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.Eventually.eventually;
import static io.postern.world.FakeMilter.both;
import static io.postern.world.FakeMilter.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MilterScannerTest {

    private static final String CONTENT = "Subject: a\r\n\tb\r\nX:y\r\n\r\n.dot\r\n..\r\nend\r\n";
    private static final String LARGE = "Subject: large\r\n\r\n" + "0123456789abcdef0123456789\r\n".repeat(400_000);
    private static final int LEADING_SPACE = 0x100000;
    private static final int NO_BODY = 0x10;
    private static final int NOTHING_ANSWERED = 0xFF080;

    private static final Mailbox ONE = new Mailbox("one", new Domain("example.com"));
    private static final Mailbox TWO = new Mailbox("two", new Domain("example.com"));
    private static final Envelope ENVELOPE = new Envelope("id-1", ReversePath.of(new Mailbox("from", new Domain("example.org"))),
            List.of(ONE, TWO),
            new MailParameters(OptionalLong.of(99), Optional.of(BodyType.EIGHT_BIT_MIME), false),
            Map.of(TWO, new RcptParameters(Set.of(RcptParameters.Notify.NEVER), Optional.empty())));
    private static final Peer PEER = new Peer(InetAddress.ofLiteral("192.0.2.7"), 4711, "client.example", true,
            Optional.of("TLSv1.3 TLS_AES_128_GCM_SHA256"), Optional.empty(), Optional.of("client.example.org"));

    private final ScanWorld world = new ScanWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theWholeDialogueIsToldInOrder() throws Exception {
        try (var filter = FakeMilter.onLoopback()) {
            assertEquals(Verdict.Clean.CLEAN, verdict(filter));
            eventually(() -> filter.commands().contains("Q"));
            assertEquals(List.of("O \0\0\0\6\0\0\1\63\0\37\367\377".replace('\0', '|'),
                    "C client.example.org|4\22g192.0.2.7|", "H client.example|", "M <from@example.org>|SIZE=99|BODY=8BITMIME|",
                    "R <one@example.com>|", "R <two@example.com>|NOTIFY=NEVER|", "T", "L Subject|a\n\tb|", "L X|y|", "N",
                    "B .dot\r\n..\r\nend\r\n", "E", "Q"), filter.commands());
            assertEquals("j|mx.test|v|Postern|{daemon_name}|mx.test|_|client.example.org [192.0.2.7]|{client_addr}|192.0.2.7|"
                    + "{client_name}|client.example.org|{client_port}|4711|{client_ptr}|client.example.org|",
                    filter.macros('C').orElseThrow());
            assertEquals("{tls_version}|TLSv1.3|{cipher}|TLS_AES_128_GCM_SHA256|", filter.macros('H').orElseThrow());
            assertEquals("i|id-1|{mail_addr}|from@example.org|{mail_host}|example.org|{mail_mailer}|esmtp|",
                    filter.macros('M').orElseThrow());
            assertEquals("i|id-1|{rcpt_addr}|one@example.com|{rcpt_host}|example.com|{rcpt_mailer}|esmtp|",
                    filter.macros('R').orElseThrow());
            assertEquals("i|id-1|", filter.macros('E').orElseThrow());
        }
    }

    @Test
    void aFilterHearsOnlyWhatItWants() throws Exception {
        try (var filter = FakeMilter.onLoopback().agreeing(6, 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x40 | 0x200 | NO_BODY,
                new byte[] {0, 0, 0, 5, 'j', ' ', '{', 'i', '}', ' ', 'z', 0})) {
            assertEquals(Verdict.Clean.CLEAN, verdict(filter));
            assertEquals(List.of("E"), filter.commands().subList(1, 2));
            assertEquals("j|mx.test|{i}|id-1|", filter.macros('E').orElseThrow());
        }
    }

    @Test
    void aFilterThatIsSilentUntilTheEndIsNotWaitedFor() throws Exception {
        try (var filter = FakeMilter.onLoopback().agreeing(NOTHING_ANSWERED | LEADING_SPACE)) {
            assertEquals(Verdict.Clean.CLEAN, verdict(filter));
            assertTrue(filter.commands().containsAll(List.of("L Subject| a\n\tb|", "L X|y|", "B .dot\r\n..\r\nend\r\n")));
        }
    }

    @Test
    void anOldFilterHearsNoData() throws Exception {
        try (var filter = FakeMilter.onLoopback().agreeing(2, 0, new byte[0])) {
            assertEquals(Verdict.Clean.CLEAN, verdict(filter));
            assertTrue(!filter.commands().contains("T"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, NOTHING_ANSWERED})
    void aLargeBodyComesInPiecesAsItIs(int protocol) throws Exception {
        try (var filter = FakeMilter.onLoopback().agreeing(protocol)) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner(filter.address(), "15s"), LARGE));
            assertEquals(LARGE.substring(LARGE.indexOf("\r\n\r\n") + 4), filter.data('B'));
        }
    }

    @Test
    void aFilterThatHasSeenEnoughOfTheBodyIsSparedTheRest() throws Exception {
        try (var filter = FakeMilter.onLoopback().answer('B', packet('c'), packet('s'))) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner(filter.address(), "15s"), LARGE));
            assertEquals(2 * 65535, filter.data('B').length());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "C, a, '', clean, ''", "M, d, '', discard, by the filter", "H, r, '', reject, at helo: 550 5.7.1 Refused by a filter",
        "T, t, '', defer, 'at data: 451 4.7.1 Put off by a filter, try again later'",
        "L, y, 550 5.7.1 no, reject, at header: 550 5.7.1 no", "B, y, 450 4.2.0 later, defer, at body: 450 4.2.0 later",
        "E, r, '', reject, at end of message: 550 5.7.1 Refused by a filter", "E, a, '', clean, ''", "E, d, '', discard, by the filter",
        "E, y, 554 no, reject, at end of message: 554 no", "E, 4, '', unsure, shutdown", "N, f, '', unsure, connection-fails",
        "E, q, why, unsure, lost", "N, s, '', unsure, babble", "E, s, '', unsure, babble", "M, h, X, unsure, babble",
        "M, y, 250 ok, unsure, babble", "O, c, '', unsure, negotiation", "E, Z, '', unsure, babble", "M, c, data, unsure, babble",
    })
    void everyAnswerMeansWhatItSays(char at, char answer, String text, String word, String reason) throws Exception {
        var said = text.isEmpty() ? packet(answer) : packet(answer, text);
        for (boolean slowly : List.of(true, false)) {
            try (var filter = FakeMilter.onLoopback().answer(at, answer == 'q' ? Then.CLOSE : Then.GO_ON, said)) {
                var verdict = verdict(slowly ? filter.octetByOctet() : filter);
                assertEquals(word, verdict.word());
                assertEquals(reason, verdict.reason());
            }
        }
    }

    @Test
    void oneReplySpeaksForAllRecipients() throws Exception {
        var unknown = Reply.of(550, "5.1.1", "unknown");
        try (var filter = FakeMilter.onLoopback().answer('R', packet('y', "550 5.1.1 unknown"), packet('c'))) {
            assertEquals(new Verdict.RefuseRecipients(Map.of(ONE, unknown)), verdict(filter));
            assertTrue(!filter.commands().contains("T"), "nothing can be delivered now");
        }
        try (var filter = FakeMilter.onLoopback().answer('R', packet('y', "550 5.1.1 unknown"))) {
            assertEquals(new Verdict.Reject("at rcpt: " + unknown, Optional.of(unknown)), verdict(filter));
        }
        try (var filter = FakeMilter.onLoopback().answer('R', packet('y', "550 5.1.1 unknown"), packet('t'))) {
            assertEquals("defer", verdict(filter).word(), "5xx only if it is true for all");
        }
    }

    @Test
    void aRefusedRecipientStaysThatWhateverBecomesOfTheMessage() throws Exception {
        var unknown = Reply.of(550, "5.1.1", "unknown");
        for (char said : new char[] {'a', 'd'}) {
            try (var filter = FakeMilter.onLoopback().answer('R', packet('y', "550 5.1.1 unknown"), packet(said))) {
                assertEquals(new Verdict.RefuseRecipients(Map.of(ONE, unknown)), verdict(filter), said + "");
            }
        }
        try (var filter = FakeMilter.onLoopback().answer('R', packet('y', "550 5.1.1 unknown"), packet('4'))) {
            assertEquals(new Verdict.Unsure("shutdown"), verdict(filter), "nothing is known of the others");
        }
    }

    @Test
    void requestsOfMoreThanAHeaderSectionAreOneTooMany() throws Exception {
        var field = packet('h', "X", "v".repeat(200 << 10));
        try (var filter = FakeMilter.onLoopback().answer('E', both(field, field, field, field, field, packet('c')))) {
            assertEquals("tag", verdict(filter).word());
        }
        for (var last : List.of(field, packet('q', "v".repeat(200 << 10)), packet('+', "v".repeat(200 << 10)),
                packet('i', both(new byte[4], ("X\0" + "v".repeat(200 << 10) + "\0").getBytes())),
                packet('m', both(new byte[4], ("X\0" + "v".repeat(200 << 10) + "\0").getBytes())))) {
            try (var filter = FakeMilter.onLoopback().answer('E', both(field, field, field, field, field, last, packet('c')))) {
                assertEquals(new Verdict.Unsure("endless"), verdict(filter));
            }
        }
    }

    @Test
    void headerFieldsAreAddedInsertedChangedAndTakenOut() throws Exception {
        var requests = both(packet('h', "X-End", "1"), packet('p'),
                packet('i', new byte[] {0, 0, 0, 1, 'D', 'K', 0, ' ', 'v', ';', '\n', '\t', 'b', 0}),
                packet('m', new byte[] {0, 0, 0, 1, 'x', 0, 0}), packet('m', new byte[] {0, 0, 0, 1, 'S', 'u', 'b', 'j', 'e', 'c', 't', 0, 's', 0}),
                packet('c'));
        for (boolean slowly : List.of(true, false)) {
            try (var filter = FakeMilter.onLoopback().agreeing(LEADING_SPACE).answer('E', requests)) {
                var edits = new HeaderEdits(List.of(new Header("DK", " v;\r\n\tb")),
                        List.of(new Change("x", 1, Optional.empty()), new Change("Subject", 1, Optional.of(" s"))),
                        List.of(new Header("X-End", " 1")));
                assertEquals(new Verdict.Tag(edits), verdict(slowly ? filter.octetByOctet() : filter));
            }
        }
    }

    @Test
    void aFilterSeesWhatThoseBeforeItChanged() throws Exception {
        var before = HeaderEdits.of("Authentication-Results", "mx.test; spf=pass").then(HeaderEdits.without("X", 1));
        try (var filter = FakeMilter.onLoopback()) {
            world.seen(scanner(filter.address(), "5s"), ENVELOPE, PEER, before, CONTENT, verdict -> verdict);
            assertEquals(List.of("L Authentication-Results|mx.test; spf=pass|", "L Subject|a\n\tb|", "N"),
                    filter.commands().subList(7, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherBodyTakesThePlaceOfTheFirst(boolean slowly) throws Exception {
        try (var filter = FakeMilter.onLoopback()
                .answer('E', both(packet('b', ".new\nli".getBytes()), packet('b', "ne\r\n.\r".getBytes()), packet('h', "A", "1"), packet('a')))) {
            var content = world.seen(scanner((slowly ? filter.octetByOctet() : filter).address(), "5s"), ENVELOPE, PEER,
                    HeaderEdits.NONE, CONTENT, verdict -> {
                        var tag = (Verdict.Tag) verdict;
                        assertEquals(List.of(new Header("A", " 1")), tag.edits().append());
                        var body = tag.body().orElseThrow();
                        assertTrue(body.traits().endsWithNewline());
                        assertEquals(2, body.traits().lineDots());
                        try (var stream = body.contentStream()) {
                            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
                        } catch (IOException unreadable) {
                            return unreadable.toString();
                        }
                    });
            assertEquals("Subject: a\r\n\tb\r\nX:y\r\n\r\n.new\r\nline\r\n.\r\n", content);
        }
    }

    @Test
    void aBodyThatIsTooLargeOrOverruledIsNotKept() throws Exception {
        try (var filter = FakeMilter.onLoopback().answer('E', both(packet('b', new byte[5 << 20]), packet('a')))) {
            assertEquals(new Verdict.Unsure("body-budget"), verdict(filter));
        }
        try (var filter = FakeMilter.onLoopback().answer('E', both(packet('b', new byte[1 << 20]), packet('r')))) {
            assertEquals("reject", verdict(filter).word());
        }
    }

    @Test
    void aQuarantineIsOneWhenTheMessageWouldPass() throws Exception {
        try (var filter = FakeMilter.onLoopback().answer('E', both(packet('q', "policy"), packet('c')))) {
            assertEquals(new Verdict.Quarantine("policy"), verdict(filter));
        }
    }

    @Test
    void whatWasNotOfferedIsRefusedAndTold() throws Exception {
        try (var filter = FakeMilter.onLoopback().answer('E', both(packet('+', "<more@example.com>"),
                packet('-', "<one@example.com>"), packet('e', "<else@example.com>"), packet('h', "X", "1"), packet('c')))) {
            assertEquals("tag", verdict(filter).word());
            assertTrue(world.metrics.scrape().contains("postern_alerts_total{kind=\"milter-request\"} 3.0"));
        }
    }

    @Test
    void aFilterThatMisbehavesIsUnsure(@TempDir Path folder) throws Exception {
        for (char at : "OCHMRTLNBE".toCharArray()) {
            try (var filter = FakeMilter.onLoopback().answer(at, Then.CLOSE, new byte[0])) {
                assertEquals(new Verdict.Unsure(at == 'O' ? "negotiation" : "lost"), verdict(filter), "closes at " + at);
            }
            try (var filter = FakeMilter.onLoopback().answer(at, Then.HANG, new byte[0])) {
                assertEquals(new Verdict.Unsure("timeout"), verdict(filter, "0.2s"), "hangs at " + at);
            }
            try (var filter = FakeMilter.onLoopback().answer(at, "220 mx ESMTP\r\n".getBytes())) {
                assertEquals(new Verdict.Unsure("babble"), verdict(filter), "garbage at " + at);
            }
        }
        try (var filter = FakeMilter.onLoopback().answer('E', Then.REPEAT, packet('p'))) {
            assertEquals(new Verdict.Unsure("timeout"), verdict(filter, "0.2s"), "never done");
        }
        try (var filter = FakeMilter.onLoopback().answer('E', Then.REPEAT, packet('h', "X", "1"))) {
            assertEquals(new Verdict.Unsure("endless"), verdict(filter, "15s"));
        }
        try (var filter = FakeMilter.onLoopback().answer('M', both(packet('c'), packet('a')))) {
            assertEquals(new Verdict.Unsure("babble"), verdict(filter), "an answer to nothing");
        }
        try (var filter = FakeMilter.onLoopback().agreeing(NOTHING_ANSWERED).answer('B', Then.CLOSE, new byte[0])) {
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner(filter.address(), "15s"), LARGE));
        }
        try (var nobody = new ClosedPort()) {
            assertEquals(new Verdict.Unsure("connect"),
                    world.verdict(scanner("127.0.0.1:" + nobody.address().getPort(), "5s"), CONTENT));
        }
        try (var filter = FakeMilter.onSocket(folder.resolve("filter.sock"))) {
            assertEquals(Verdict.Clean.CLEAN, verdict(filter), "over a Unix socket");
        }
    }

    @Test
    void anotherIsAskedWhereOneIsLost() throws Exception {
        try (var gone = FakeMilter.onLoopback().answer('M', Then.CLOSE, new byte[0]); var there = FakeMilter.onLoopback()) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner(gone.address() + " " + there.address(), "5s"), CONTENT));
            assertTrue(gone.commands().size() > 1 && there.commands().contains("E"));
        }
    }

    @Test
    void manyAreAskedAtOnce() throws Exception {
        try (var filter = FakeMilter.onLoopback()) {
            assertEquals(Collections.nCopies(200, Verdict.Clean.CLEAN),
                    world.verdicts(scanner(filter.address(), "15s"), CONTENT, 200));
        }
    }

    private Verdict verdict(FakeMilter filter) throws Exception {
        return verdict(filter, "5s");
    }

    private Verdict verdict(FakeMilter filter, String timeout) throws Exception {
        return world.seen(scanner(filter.address(), timeout), ENVELOPE, PEER, HeaderEdits.NONE, CONTENT, verdict -> verdict);
    }

    private Scanner scanner(String address, String timeout) {
        var patience = Duration.parse("PT" + timeout.toUpperCase(Locale.ROOT));
        var milter = new Scan.Kind.Milter(List.of(address.split(" ")));
        return new MilterScanner(world.vertx, ScanWorld.scan("filter", milter, patience), "mx.test", new Bounds(4 << 20, 1 << 20), world.metrics);
    }
}
