package io.postern.scan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.postern.message.Body;
import io.postern.message.HeaderEdits;

/**
 * What the chain says: the strictest verdict after the on-failure mapping, the scanner that gave it first (empty if all
 * found the message clean), the header lines of all tags, the content that the last of them put in the place of what came,
 * and each asked scanner's own word for the log, as in
 * {@code unsure (timeout)}.
 */
public record ScanResult(Verdict verdict, String scanner, HeaderEdits edits, Optional<Body> body,
        Map<String, String> perScanner) {

    /** What a chain without scanners says. */
    public static final ScanResult CLEAN = new ScanResult(Verdict.Clean.CLEAN, "", HeaderEdits.NONE, Optional.empty(), Map.of());

    /** The same, with edits that nobody had to ask for. */
    ScanResult with(HeaderEdits given) {
        return given.isEmpty() ? this : new ScanResult(verdict, scanner, given.then(edits), body, perScanner);
    }

    /** This result after one more scanner. */
    ScanResult plus(ScanStep.Heard heard) {
        var words = new LinkedHashMap<>(perScanner);
        words.put(heard.scanner(), heard.words());
        var counts = heard.counts();
        var merged = counts instanceof Verdict.Tag(var more, _) ? edits.then(more) : edits;
        var content = counts instanceof Verdict.Tag(_, var other) ? other.or(() -> body) : body;
        return counts.strictness() > verdict.strictness()
                ? new ScanResult(counts, heard.scanner(), merged, content, Collections.unmodifiableMap(words))
                : new ScanResult(verdict, scanner, merged, content, Collections.unmodifiableMap(words));
    }

    boolean isAsItCame() {
        return edits.isEmpty() && body.isEmpty();
    }
}
