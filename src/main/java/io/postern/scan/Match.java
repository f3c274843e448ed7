package io.postern.scan;

import java.util.Optional;

import io.postern.config.Scan;
import io.postern.config.Scan.OnMatch;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Mailbox;

/** Something that a scanner has found, and what the configuration makes of it. */
public record Match(Scan scan, String why) {

    public Verdict verdict() {
        return verdict(scan.onMatch(), Optional.empty());
    }

    /** {@code redirectTo} comes before what the scanner has; with neither, nothing can be redirected. */
    Verdict verdict(OnMatch action, Optional<Mailbox> redirectTo) {
        return switch (action) {
            case REJECT -> new Verdict.Reject(why);
            case QUARANTINE -> new Verdict.Quarantine(why);
            case REDIRECT -> new Verdict.Redirect(why, redirectTo.or(() -> scan.treatment().redirectTo()).orElseThrow());
            case DISCARD -> new Verdict.Discard(why);
            case DEFER -> new Verdict.Defer(why);
            case TAG -> new Verdict.Tag(tag());
        };
    }

    /** {@code X-Postern-Match: scanner; why}, and what the configuration wants beside it. */
    HeaderEdits tag() {
        var edits = HeaderEdits.of("X-Postern-Match", PlainText.of(scan.name() + "; " + why));
        for (var header : scan.treatment().tagHeaders()) {
            edits = edits.plus(header.name(), header.value());
        }
        return scan.treatment().subjectPrefix().map(HeaderEdits::subjectPrefix).map(edits::plus).orElse(edits);
    }
}
