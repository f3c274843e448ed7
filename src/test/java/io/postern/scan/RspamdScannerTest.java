package io.postern.scan;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.luben.zstd.Zstd;
import io.postern.config.Scan;
import io.postern.config.Scan.OnMatch;
import io.postern.config.Secret;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.scan.rspamd.RspamdScanner;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.postern.world.ClosedPort;
import io.postern.world.FakeHttp;
import io.postern.world.FakeHttp.Manner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RspamdScannerTest {

    private static final String CONTENT = "Subject: x\r\nX-Spam: No\r\nX-C: 1\r\nx-c: 2\r\nX-C: 3\r\n\r\n.dot\r\n..\r\n.\r\nend\r\n";
    private static final String LARGE = "Subject: x\r\n\r\n" + "0123456789abcdef0123456789\r\n".repeat(400_000);

    private final ScanWorld world = new ScanWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "no action; clean; ''",
        "greylist; defer; 451 4.7.1 Greylisted, try again later",
        "soft reject; defer; 451 4.7.1 Try again later",
        "reject; reject; 550 5.7.1 Spam message rejected",
        "add header; tag; ''",
        "rewrite subject; tag; ''",
        "quarantine; quarantine; ''",
        "discard; discard; ''",
        "something new; unsure; ''",
    })
    void eachActionHasItsVerdict(String action, String word, String reply) throws Exception {
        var verdict = verdict("{\"action\":\"%s\",\"score\":7.5}".formatted(action));
        assertEquals(word, verdict.word());
        assertEquals(reply, reply(verdict));
    }

    @Test
    void itsOwnWordsAreTheReplys() throws Exception {
        assertEquals("550 5.7.1 Gtube pattern", reply(verdict("""
                {"is_skipped":true,"score":15.0,"action":"reject","messages":{"smtp_message":"Gtube\\npattern"}}""")));
        assertEquals("451 4.7.1 Slowly", reply(verdict("""
                {"action":"soft reject","messages":{"smtp_message":"Slowly"}}""")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "{\"action\":\"no action\",\"is_skipped\":true}; skipped",
        "{\"action\":\"no action\",\"time_real\":7.95}; rspamd-timeout",
        "{\"action\":\"add header\",\"time_real\":8.2}; rspamd-timeout",
        "{\"action\":\"soft reject\",\"messages\":{\"smtp_message\":\"timeout processing message\"}}; rspamd-timeout",
        "{\"action\":\"no action\",\"symbols\":{\"CLAM_VIRUS_FAIL\":{\"score\":0}}}; rspamd-symbol",
        "{\"action\":\"no action\",\"symbols\":{\"OLETOOLS_FAIL\":{\"score\":0}}}; rspamd-symbol",
    })
    void whatItHasNotLookedAtToTheEndIsUnsure(String answer, String why) throws Exception {
        assertEquals(new Verdict.Unsure(why), verdict(answer));
    }

    @Test
    void aRejectStandsHoweverLittleItLookedAt() throws Exception {
        assertEquals("reject", verdict("{\"action\":\"reject\",\"time_real\":8.2}").word());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"no action\"", "<html>", "{\"score\":1.0}",
        "{\"action\":\"no action\",\"milter\":[]}", "{\"action\":\"no action\",\"milter\":{\"add_headers\":{\"a b\":\"x\"}}}",
        "{\"action\":\"no action\",\"milter\":{\"add_headers\":{\"X\":{}}}}",
        "{\"action\":\"no action\",\"milter\":{\"remove_headers\":{\"X\":\"1\"}}}"})
    void whatIsNotItsAnswerIsUnsure(String answer) throws Exception {
        assertEquals(new Verdict.Unsure("rspamd-error"), verdict(answer));
    }

    @Test
    void aNullIsNothing() throws Exception {
        assertEquals(Verdict.Clean.CLEAN, verdict("""
                {"action":"no action","score":null,"is_skipped":null,"messages":null,"symbols":null,"milter":null}"""));
    }

    @Test
    void anErrorAndAnEndlessAnswerAreUnsure() throws Exception {
        try (var rspamd = FakeHttp.saying(403, "{\"action\":\"no action\"}")) {
            assertEquals(new Verdict.Unsure("rspamd-error"), world.verdict(scanner(rspamd.address()), CONTENT));
        }
        try (var rspamd = FakeHttp.saying(500, "{\"action\":\"no action\"}")) {
            assertEquals(new Verdict.Unsure("status"), world.verdict(scanner(rspamd.address()), CONTENT));
        }
        try (var rspamd = FakeHttp.saying("{\"action\":\"no action\",\"x\":\"" + "y".repeat(2 << 20) + "\"}")) {
            assertEquals(new Verdict.Unsure("rspamd-error"), world.verdict(scanner(rspamd.address()), CONTENT));
        }
    }

    @Test
    void fieldsComeAndGoAsItSays() throws Exception {
        var verdict = verdict("""
                {"action":"no action","dkim-signature":["v=1;\\r\\n\\ta=x","v=1"],"milter":{"change_from":"a@b",
                "remove_headers":{"X-C":[1,-1],"X-Spam":0,"X-None":0,"X-D":2},
                "add_headers":{"X-A":"one","X-B":["two\\nthree",{"value":"four","order":-1},{"value":"hé","order":1}]}}}""");
        var edits = ((Verdict.Tag) verdict).edits();
        assertEquals(List.of(new Header("DKIM-Signature", "v=1;\r\n\ta=x"), new Header("DKIM-Signature", "v=1"), new Header("X-A", "one"),
                new Header("X-B", "two\r\n\tthree"), new Header("X-B", "=?ISO-8859-1?B?aOk=?=")), edits.prepend());
        assertEquals(List.of(new Header("X-B", "four")), edits.append());
        assertEquals(List.of(gone("X-C", 1), gone("X-C", 3), gone("X-Spam", 1)), edits.changes());
    }

    @Test
    void whatIsNotThereNeedsNoChange() throws Exception {
        assertEquals(Verdict.Clean.CLEAN, verdict("{\"action\":\"no action\",\"milter\":{\"remove_headers\":{\"X-None\":0}}}"));
    }

    @Test
    void spamIsMarkedInPlaceOfMarksThatAreThere() throws Exception {
        assertEquals(new HeaderEdits(List.of(new Header("X-Spam", "Yes")), List.of(gone("X-Spam", 1)), List.of()),
                ((Verdict.Tag) verdict("{\"action\":\"add header\"}")).edits());
        assertEquals(List.of(new Header("X-Spam", "Maybe")), ((Verdict.Tag) verdict(
                "{\"action\":\"add header\",\"milter\":{\"spam_header\":\"Maybe\"}}")).edits().prepend());
        assertEquals(List.of(new Header("X-Y", "z")), ((Verdict.Tag) verdict(
                "{\"action\":\"add header\",\"milter\":{\"spam_header\":{\"X-Y\":\"z\"}}}")).edits().prepend());
    }

    @Test
    void theSubjectIsRewrittenInItsPlace() throws Exception {
        assertEquals(List.of(new Change("Subject", 1, Optional.of("=?UTF-8?Q?spam?= x"))), ((Verdict.Tag) verdict(
                "{\"action\":\"rewrite subject\",\"subject\":\"=?UTF-8?Q?spam?= x\"}")).edits().changes());
    }

    @Test
    void aRejectMayBeSoftened() throws Exception {
        assertEquals("quarantine", verdict(OnMatch.QUARANTINE, "{\"action\":\"reject\"}").word());
        var tag = (Verdict.Tag) verdict(OnMatch.TAG, "{\"action\":\"reject\",\"score\":20}");
        assertEquals(List.of(new Header("X-Postern-Match", "spam; reject, score 20.00"), new Header("X-Spam", "Yes")),
                tag.edits().prepend());
        assertEquals("discard", verdict("{\"action\":\"reject\",\"milter\":{\"reject\":\"discard\"}}").word());
        assertEquals("quarantine", verdict("{\"action\":\"reject\",\"milter\":{\"reject\":\"quarantine\"}}").word());
        assertEquals(new Verdict.Tag(HeaderEdits.of("X-Rspamd-Action", "reject")),
                verdict("{\"action\":\"reject\",\"milter\":{\"no_action\":true}}"));
    }

    @Test
    void itIsToldAllThatIsKnownOfTheClient() throws Exception {
        world.peer = new Peer(InetAddress.ofLiteral("2001:db8::7"), 25, "mail.exämple", true, Optional.of("TLSv1.3 TLS_AES_256"),
                Optional.empty(), Optional.of("mail.example"));
        world.envelope = new Envelope("t-7", ReversePath.of(mailbox("from")), List.of(mailbox("a"), mailbox("\"b c\"")), MailParameters.NONE);
        try (var rspamd = FakeHttp.saying("{\"action\":\"no action\"}")) {
            world.verdict(scanner(rspamd.address()), CONTENT);
            var request = rspamd.requests().getFirst();
            assertEquals("/checkv2", request.target());
            assertEquals("2001:db8:0:0:0:0:0:7", request.header("Ip"));
            assertEquals("mail.exämple", new String(request.header("Helo").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            assertEquals("mail.example", request.header("Hostname"));
            assertEquals("<from@example.com>", request.header("From"));
            assertEquals("<a@example.com>|<\"b c\"@example.com>", request.header("Rcpt"));
            assertEquals("t-7", request.header("Queue-id"));
            assertEquals("mx.example.com", request.header("Mta-name"));
            assertEquals("TLSv1.3", request.header("Tls-version"));
            assertEquals("TLS_AES_256", request.header("Tls-cipher"));
            assertEquals("inbound", request.header("Settings-id"));
            assertEquals("secret", request.header("Password"));
            assertEquals(Integer.toString(CONTENT.length()), request.header("Content-length"));
            assertEquals(CONTENT, request.body(), "the content, not the wire form");
        }
    }

    @Test
    void streamsALargeBodyAsItIsAndCompressed() throws Exception {
        try (var rspamd = FakeHttp.saying("{\"action\":\"no action\"}")) {
            world.verdict(scanner(rspamd.address()), LARGE);
            assertTrue(LARGE.equals(rspamd.requests().getFirst().body()), "octets in = octets out");
        }
        var answer = Zstd.compress("{\"action\":\"soft reject\"}".getBytes(StandardCharsets.UTF_8));
        try (var rspamd = FakeHttp.saying(answer, Map.of("Compression", "zstd"))) {
            assertEquals("defer", world.verdict(scanner(OnMatch.REJECT, true, "15s", rspamd.address()), LARGE).word());
            var request = rspamd.requests().getFirst();
            assertEquals("zstd", request.header("Compression"));
            assertTrue(request.body().length() < LARGE.length() / 10);
            assertEquals(LARGE, new String(Zstd.decompress(request.body().getBytes(StandardCharsets.ISO_8859_1), LARGE.length()),
                    StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void stopsSendingWhenTheAnswerComesEarly() throws Exception {
        try (var rspamd = FakeHttp.with(Manner.ANSWER_EARLY, "{\"action\":\"reject\"}")) {
            assertEquals("reject", world.verdict(scanner(rspamd.address()), LARGE).word());
        }
    }

    @Test
    void isUnsureWhenItIsSilentGoneOrNotThere() throws Exception {
        try (var rspamd = FakeHttp.with(Manner.SILENCE, "")) {
            assertEquals(new Verdict.Unsure("timeout"),
                    world.verdict(scanner(OnMatch.REJECT, false, "0.3s", rspamd.address()), CONTENT));
        }
        try (var rspamd = FakeHttp.with(Manner.HANG_UP, "")) {
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner(rspamd.address()), CONTENT));
        }
        try (var nobody = new ClosedPort()) {
            assertEquals(new Verdict.Unsure("connect"), world.verdict(scanner("127.0.0.1:" + nobody.address().getPort()), CONTENT));
        }
    }

    @Test
    void asksAnotherWhereOneIsNotThereHangsUpOrCannot() throws Exception {
        try (var nobody = new ClosedPort(); var lost = FakeHttp.with(Manner.HANG_UP, ""); var busy = FakeHttp.saying(503, "");
                var good = FakeHttp.saying("{\"action\":\"quarantine\"}")) {
            var verdict = world.verdict(scanner(OnMatch.REJECT, false, "15s", "127.0.0.1:" + nobody.address().getPort(), lost.address(),
                    busy.address(), good.address()), CONTENT);
            assertEquals("quarantine", verdict.word());
        }
    }

    private Verdict verdict(String answer) throws Exception {
        return verdict(OnMatch.REJECT, answer);
    }

    private Verdict verdict(OnMatch onMatch, String answer) throws Exception {
        try (var rspamd = FakeHttp.saying(answer)) {
            return world.verdict(scanner(onMatch, false, "15s", rspamd.address()), CONTENT);
        }
    }

    private Scanner scanner(String address) {
        return scanner(OnMatch.REJECT, false, "15s", address);
    }

    private Scanner scanner(OnMatch onMatch, boolean compress, String timeout, String... addresses) {
        var kind = new Scan.Kind.Rspamd(List.of(addresses), Optional.of(new Secret("secret")), Optional.of("inbound"), true, "X-Spam",
                Duration.ofSeconds(8), List.of("*_VIRUS_FAIL", "OLETOOLS_FAIL"), compress);
        var scan = new Scan("spam", Optional.empty(), Duration.parse("PT" + timeout), Scan.OnFailure.DEFER, onMatch, Duration.ZERO, kind);
        return new RspamdScanner(world.vertx, scan, kind, "mx.example.com");
    }

    private static Change gone(String name, int occurrence) {
        return new Change(name, occurrence, Optional.empty());
    }

    private static Mailbox mailbox(String localPart) {
        return new Mailbox(localPart, Domain.parse("example.com").orElseThrow());
    }

    private static String reply(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Defer(_, var reply) -> reply.map(Reply::toString).orElse("");
            case Verdict.Reject(_, var reply) -> reply.map(Reply::toString).orElse("");
            default -> "";
        };
    }
}
