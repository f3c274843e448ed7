package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import io.netty.buffer.Unpooled;

/**
 * One field of a header section as it stands with edits made.
 *
 * @param name as it is written
 * @param value all that stands behind the colon, folds included, without the line end; one character an octet
 * @param occurrence the count of its name in the message as it came, from 1; 0 where the edits have added it
 */
public record HeaderLine(String name, String value, int occurrence) {

    /** {@code section}: of the content, from the first octet on, without the empty line. What is no field is left out. */
    public static List<HeaderLine> in(byte[] section, HeaderEdits edits) {
        return new HeaderSection(section, false).lines(edits);
    }

    /** Whether a content that begins so has no header section at all. */
    public static boolean isMissing(byte[] content) {
        var first = new FirstLine();
        first.look(Unpooled.wrappedBuffer(content), 0, content.length);
        return first.isHeadless();
    }

    static Optional<HeaderLine> of(byte[] field, int occurrence) {
        var text = new String(field, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        var name = colon < 0 ? "" : text.substring(0, colon).stripTrailing();
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return Optional.empty();
        }
        int end = text.length();
        while (end > colon + 1 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return Optional.of(new HeaderLine(name, text.substring(colon + 1, end), occurrence));
    }
}
