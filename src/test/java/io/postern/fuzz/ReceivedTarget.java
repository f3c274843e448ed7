package io.postern.fuzz;

import java.util.Locale;
import java.util.Set;

import io.postern.message.TraceFields;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Received fields are counted as in the unfolded header section of the content, over any split. */
final class ReceivedTarget {

    private static final String NAME = "mx.postern.test";
    private static final int JUDGED_OCTETS = 990;

    private ReceivedTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var count = new TraceFields(Set.of(NAME), Set.of());
        pieces.each(octets -> count.look(octets, octets.readerIndex(), octets.readableBytes()));
        count.end();
        int all = 0;
        int ours = 0;
        boolean judged = true;
        for (var field : fields(pieces.text())) {
            if (isNamed(field, "received")) {
                all++;
                judged &= field.length() < JUDGED_OCTETS && !field.contains("(");
                ours += isOurs(field) ? 1 : 0;
            }
        }
        assertEquals(all, count.all());
        if (judged) {
            assertEquals(ours, count.ours());
        }
    }

    /** A line starts after LF, its stuffing dot belongs to it no more, and an empty one or a bare CR ends the section. */
    private static String[] fields(String wireForm) {
        var header = new StringBuilder();
        for (var line : wireForm.split("(?<=\n)")) {
            var content = line.startsWith(".") ? line.substring(1) : line;
            if (content.startsWith("\r") || content.startsWith("\n")) {
                break;
            }
            header.append(content);
        }
        return header.toString().split("\n(?![ \t])");
    }

    /** RFC 5322 §4.5: white space before the colon, of any kind. */
    private static boolean isNamed(String field, String name) {
        int colon = field.indexOf(':');
        return colon >= name.length() && field.regionMatches(true, 0, name, 0, name.length())
                && field.substring(name.length(), colon).isBlank();
    }

    private static boolean isOurs(String field) {
        var words = field.substring(field.indexOf(':') + 1).toLowerCase(Locale.ROOT).strip().split("[\\s;]+");
        boolean namesClient = words.length > 0 && words[0].equals("from");
        for (int i = namesClient ? 2 : 0; i + 1 < words.length; i++) {
            if (words[i].equals("by")) {
                return words[i + 1].equals(NAME);
            }
        }
        return false;
    }
}
