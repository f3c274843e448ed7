package io.postern.scan;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
    void strictnessIsRejectQuarantineDiscardDeferUnsureTagClean() {
        var strictestFirst = List.<Verdict>of(
                new Verdict.Reject("r"), new Verdict.Quarantine("q"), new Verdict.Discard("d"), new Verdict.Defer("d"),
                new Verdict.Unsure("u"), new Verdict.Tag(HeaderEdits.NONE), Verdict.Clean.CLEAN);
        var sorted = strictestFirst.reversed().stream()
                .sorted(Comparator.comparing(Verdict::strictness).reversed()).toList();
        assertEquals(strictestFirst, sorted);
        assertEquals(7, strictestFirst.stream().map(Verdict::strictness).distinct().count());
        assertEquals(List.of("reject", "quarantine", "discard", "defer", "unsure", "tag", "clean"),
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
    void aMatchBecomesWhatTheConfigurationSays() {
        assertEquals(new Verdict.Reject("why"), Verdict.onMatch(OnMatch.REJECT, "s", "why"));
        assertEquals(new Verdict.Quarantine("why"), Verdict.onMatch(OnMatch.QUARANTINE, "s", "why"));
        assertEquals(new Verdict.Discard("why"), Verdict.onMatch(OnMatch.DISCARD, "s", "why"));
        assertEquals(new Verdict.Defer("why"), Verdict.onMatch(OnMatch.DEFER, "s", "why"));
        assertEquals(new Verdict.Tag(HeaderEdits.of("X-Postern-Match", "s; why")), Verdict.onMatch(OnMatch.TAG, "s", "why"));
    }

    @Test
    void reasonsCannotBreakALine() {
        assertEquals("a??250 ok?", new Verdict.Reject("a\r\n250 ok\0").why());
        assertEquals("caf?", new Verdict.Reject("caf\u00e9").why());
        assertEquals(200, new Verdict.Reject("x".repeat(10_000)).why().length());
    }
}
