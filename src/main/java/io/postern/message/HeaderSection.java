package io.postern.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.postern.message.HeaderEdits.Change;
import io.postern.message.HeaderEdits.Header;

/** The fields at the head of a message, up to the empty line and without it (RFC 5322 §2.1). */
final class HeaderSection {

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
        Map<String, Integer> seen = new HashMap<>();
        for (int start = 0; start < octets.length; ) {
            int end = endOfField(start);
            var name = name(start, end);
            var change = change(edits, name, seen.merge(name, 1, Integer::sum));
            if (change.isEmpty()) {
                result.write(octets, start, end - start);
            } else {
                change.get().value().ifPresent(value -> write(new Header(change.get().name(), value), result));
            }
            start = end;
        }
        if (!edits.append().isEmpty() && octets.length > 0 && octets[octets.length - 1] != '\n') {
            result.writeBytes(new byte[] {'\r', '\n'});
        }
        edits.append().forEach(header -> write(header, result));
        return result.toByteArray();
    }

    private void write(Header header, ByteArrayOutputStream result) {
        if (stuffed && header.name().startsWith(".")) {
            result.write('.');
        }
        result.writeBytes(HeaderEdits.octets(header));
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

    private static Optional<Change> change(HeaderEdits edits, String name, int occurrence) {
        return edits.changes().reversed().stream()
                .filter(change -> change.occurrence() == occurrence && change.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
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
