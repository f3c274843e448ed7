package io.postern.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;

/** The fields at the head of a message, up to the empty line and without it (RFC 5322 §2.1). */
final class HeaderSection {

    private record Place(String name, int occurrence) {
    }

    private final byte[] octets;
    private final boolean stuffed;

    /** {@code stuffed}: in the wire form of DATA, where a dot at the start of a line is doubled (RFC 5321 §4.5.2). */
    HeaderSection(byte[] octets, boolean stuffed) {
        this.octets = octets;
        this.stuffed = stuffed;
    }

    /** With the changes made and the fields added at the end; what stands on top is not in it. All else stays as it is. */
    byte[] edited(HeaderEdits edits) {
        var result = new ByteArrayOutputStream(octets.length + 256);
        var added = added(edits, eachField(edits, (field, _) -> result.writeBytes(field)));
        if (!added.isEmpty() && octets.length > 0 && octets[octets.length - 1] != '\n') {
            result.writeBytes(new byte[] {'\r', '\n'});
        }
        added.forEach(header -> result.writeBytes(written(header)));
        return result.toByteArray();
    }

    /** All fields as they stand with the edits made, from the top on; for content, and not for the wire form. */
    List<HeaderLine> lines(HeaderEdits edits) {
        var lines = new ArrayList<HeaderLine>();
        edits.prepend().forEach(header -> HeaderLine.of(written(header), 0).ifPresent(lines::add));
        boolean subject = eachField(edits, (field, occurrence) -> HeaderLine.of(field, occurrence).ifPresent(lines::add));
        added(edits, subject).forEach(header -> HeaderLine.of(written(header), 0).ifPresent(lines::add));
        return lines;
    }

    /** How many fields there are of each name, in lower case. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        for (int start = 0; start < octets.length; ) {
            int end = endOfField(start);
            counts.merge(name(start, end), 1, Integer::sum);
            start = end;
        }
        return counts;
    }

    /** What comes at the end: a subject, where one is to begin with certain words and there is none. */
    private static List<Header> added(HeaderEdits edits, boolean subject) {
        if (subject || edits.subjectPrefixes().isEmpty()) {
            return edits.append();
        }
        var added = new ArrayList<Header>();
        added.add(SubjectPrefix.alone(edits.subjectPrefixes()));
        added.addAll(edits.append());
        return added;
    }

    private interface FieldSink {
        void take(byte[] field, int occurrence);
    }

    /**
     * The message's own fields, changed where that is wanted, with the count of their name in the message as it came. Whether a
     * subject is among them; the first one has the prefixes.
     */
    private boolean eachField(HeaderEdits edits, FieldSink sink) {
        var changes = byField(edits);
        boolean subject = false;
        Map<String, Integer> seen = new HashMap<>();
        for (int start = 0; start < octets.length; ) {
            int end = endOfField(start);
            var name = name(start, end);
            int occurrence = seen.merge(name, 1, Integer::sum);
            var change = changes.get(new Place(name, occurrence));
            if (change == null ? !isForged(name, start, end, edits) : change.value().isPresent()) {
                var field = change == null ? Arrays.copyOfRange(octets, start, end)
                        : written(new Header(change.name(), change.value().get()));
                boolean first = !subject && name.equals("subject");
                sink.take(first ? SubjectPrefix.before(field, edits.subjectPrefixes()) : field, occurrence);
                subject |= first;
            }
            start = end;
        }
        return subject;
    }

    private boolean isForged(String name, int start, int end, HeaderEdits edits) {
        if (edits.forgeries().isEmpty() || !name.equals(ResultsClaim.FIELD)) {
            return false;
        }
        var field = new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
        return ResultsClaim.isOf(edits.forgeries(), field.substring(field.indexOf(':') + 1));
    }

    /** Of two changes of one field the later counts. */
    private static Map<Place, Change> byField(HeaderEdits edits) {
        Map<Place, Change> changes = new HashMap<>();
        edits.changes().forEach(change ->
                changes.put(new Place(change.name().toLowerCase(Locale.ROOT), change.occurrence()), change));
        return changes;
    }

    private byte[] written(Header header) {
        var field = HeaderEdits.octets(header);
        if (!stuffed || !header.name().startsWith(".")) {
            return field;
        }
        var dotted = new byte[field.length + 1];
        dotted[0] = '.';
        System.arraycopy(field, 0, dotted, 1, field.length);
        return dotted;
    }

    /** Lines that begin with a dot. */
    static int lineDots(byte[] octets) {
        int dots = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '.' && (i == 0 || octets[i - 1] == '\n')) {
                dots++;
            }
        }
        return dots;
    }

    /** Behind its last line: what begins with white space belongs to the line before. */
    private int endOfField(int start) {
        int at = start;
        do {
            while (at < octets.length && octets[at] != '\n') {
                at++;
            }
            at = Math.min(octets.length, at + 1);
        } while (at < octets.length && (octets[at] == ' ' || octets[at] == '\t'));
        return at;
    }

    /** In lower case; of what is no field, its first line. */
    private String name(int start, int end) {
        int first = stuffed && octets[start] == '.' ? start + 1 : start;
        int colon = first;
        while (colon < end && octets[colon] != ':' && octets[colon] != '\n') {
            colon++;
        }
        // RFC 5322 §4.5: white space before the colon
        return new String(octets, first, colon - first, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    }
}
