package io.postern.scan.rspamd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.postern.message.FieldCounts;
import io.postern.message.HeaderEdits;
import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;
import io.postern.scan.FieldText;

/**
 * What rspamd wants changed of a header section. Fields are put on top, where that costs nothing, and at the end only where it
 * counts from there.
 */
final class RspamdEdits {

    private final FieldCounts counts;
    private final List<Header> onTop = new ArrayList<>();
    private final List<Header> atEnd = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    private RspamdEdits(FieldCounts counts) {
        this.counts = counts;
    }

    /** @throws IllegalArgumentException where a name is none */
    static HeaderEdits of(RspamdAnswer.Result result, FieldCounts counts) {
        var edits = new RspamdEdits(counts);
        var milter = result.milter();
        milter.remove().forEach((name, indexes) -> indexes.forEach(index -> edits.remove(name, index)));
        result.signatures().forEach(value -> edits.onTop.add(header("DKIM-Signature", value)));
        milter.add().forEach(added -> (added.order() < 0 ? edits.atEnd : edits.onTop).add(header(added.name(), added.value())));
        return edits.made();
    }

    /** The mark of spam, in place of those that are there. */
    static HeaderEdits mark(RspamdAnswer.Milter milter, String spamHeader, FieldCounts counts) {
        var edits = new RspamdEdits(counts);
        if (milter.spamHeader().isEmpty()) {
            edits.replace(spamHeader, milter.spamValue().orElse("Yes"));
        } else {
            milter.spamHeader().forEach(edits::replace);
        }
        return edits.made();
    }

    static HeaderEdits subject(String value, FieldCounts counts) {
        var edits = new RspamdEdits(counts);
        if (counts.of("Subject") == 0) {
            edits.onTop.add(header("Subject", value));
        } else {
            edits.changes.add(new Change("Subject", 1, Optional.of(FieldText.of(value))));
        }
        return edits.made();
    }

    private void replace(String name, String value) {
        remove(name, 0);
        onTop.add(header(name, value));
    }

    private void remove(String name, int index) {
        int there = counts.of(name);
        int first = index == 0 ? 1 : index < 0 ? there + index + 1 : index;
        int last = index == 0 ? there : first;
        IntStream.rangeClosed(Math.max(1, first), Math.min(there, last))
                .forEach(occurrence -> changes.add(new Change(name, occurrence, Optional.empty())));
    }

    private static Header header(String name, String value) {
        return new Header(name, FieldText.of(value));
    }

    private HeaderEdits made() {
        return new HeaderEdits(onTop, changes, atEnd);
    }
}
