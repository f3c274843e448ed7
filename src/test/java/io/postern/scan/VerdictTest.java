package io.postern.scan;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Scan;
import io.postern.config.Scan.OnMatch;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Reply;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class VerdictTest {

    @Test
    void strictnessIsRejectQuarantineRedirectDiscardDeferUnsureTagClean() {
        var strictestFirst = List.<Verdict>of(
                new Verdict.Reject("r"), new Verdict.Quarantine("q"),
                new Verdict.Redirect("r", new Mailbox("a", new Domain("example.com"))), new Verdict.Discard("d"), new Verdict.Defer("d"),
                new Verdict.Unsure("u"), new Verdict.Tag(HeaderEdits.NONE), Verdict.Clean.CLEAN);
        var sorted = strictestFirst.reversed().stream()
                .sorted(Comparator.comparing(Verdict::strictness).reversed()).toList();
        assertEquals(strictestFirst, sorted);
        assertEquals(8, strictestFirst.stream().map(Verdict::strictness).distinct().count());
        assertEquals(List.of("reject", "quarantine", "redirect", "discard", "defer", "unsure", "tag", "clean"),
                strictestFirst.stream().map(Verdict::word).toList());
    }

    @Test
    void refusedRecipientsPutTheMessageOff() {
        var refused = new Verdict.RefuseRecipients(Map.of(
                new Mailbox("a", new Domain("example.com")), Reply.of(550, "5.1.1", "no such user")));
        assertEquals("defer", refused.word());
        assertEquals(new Verdict.Defer("d").strictness(), refused.strictness());
        assertThrows(IllegalArgumentException.class, () -> new Verdict.RefuseRecipients(Map.of(
                new Mailbox("a", new Domain("example.com")), Reply.of(250, "ok"))));
    }

    @Test
    void noReplyEndsTheSession() {
        var bye = Reply.of(421, "4.3.2", "bye");
        var later = Reply.of(451, "4.3.2", "bye");
        var someone = new Mailbox("a", new Domain("example.com"));
        assertEquals(new Verdict.Defer("d", Optional.of(later)), new Verdict.Defer("d", Optional.of(bye)));
        assertEquals(Map.of(someone, later), new Verdict.RefuseRecipients(Map.of(someone, bye)).refused());
    }

    @Test
    void aMatchBecomesWhatTheConfigurationSays() {
        var spam = new Mailbox("spam", new Domain("example.com"));
        var match = new Match(scan(new Scan.Treatment(
                List.of(new Scan.TagHeader("X-Spam", "yes")), Optional.of("[SPAM]"), Optional.of(spam), Scan.OnQuarantine.NOTIFY)), "why");
        assertEquals(new Verdict.Quarantine("why"), match.verdict());
        assertEquals(new Verdict.Reject("why"), match.verdict(OnMatch.REJECT, Optional.empty()));
        assertEquals(new Verdict.Discard("why"), match.verdict(OnMatch.DISCARD, Optional.empty()));
        assertEquals(new Verdict.Defer("why"), match.verdict(OnMatch.DEFER, Optional.empty()));
        assertEquals(new Verdict.Redirect("why", spam), match.verdict(OnMatch.REDIRECT, Optional.empty()));
        var other = new Mailbox("other", new Domain("example.com"));
        assertEquals(new Verdict.Redirect("why", other), match.verdict(OnMatch.REDIRECT, Optional.of(other)));
        assertEquals(new Verdict.Tag(HeaderEdits.of("X-Postern-Match", "s; why").plus("X-Spam", "yes")
                .plus(HeaderEdits.subjectPrefix("[SPAM]"))), match.verdict(OnMatch.TAG, Optional.empty()));
        assertEquals(new Verdict.Tag(HeaderEdits.of("X-Postern-Match", "s; why")),
                new Match(scan(Scan.Treatment.PLAIN), "why").verdict(OnMatch.TAG, Optional.empty()));
    }

    private static Scan scan(Scan.Treatment treatment) {
        return new Scan("s", Optional.empty(), Duration.ofSeconds(1), Scan.OnFailure.DEFER, OnMatch.QUARANTINE, Duration.ZERO,
                new Scan.Kind.Clamd(List.of("none")), Scan.Scope.EVERYTHING, treatment);
    }

    @Test
    void reasonsCannotBreakALine() {
        assertEquals("a??250 ok?", new Verdict.Reject("a\r\n250 ok\0").why());
        assertEquals("caf?", new Verdict.Reject("caf\u00e9").why());
        assertEquals(200, new Verdict.Reject("x".repeat(10_000)).why().length());
    }
}
