package io.postern.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds a field in the header section of a content, for people to read; not for decisions. */
public final class HeaderField {

    private static final int MOST_HEADER_OCTETS = 64 << 10;
    private static final int MOST_FIELD_OCTETS = 2_000;

    private HeaderField() {
    }

    /**
     * The value of the first field of that name (lower case), unfolded (RFC 5322 §2.2.3), its encoded words as they are; cut
     * where it is long. Empty if there is none near the message's head.
     */
    public static String first(InputStream content, String name) throws IOException {
        var header = content.readNBytes(MOST_HEADER_OCTETS);
        var field = new ByteArrayOutputStream();
        int start = 0;
        while (start < header.length && header[start] != '\r' && header[start] != '\n') {
            int end = endOfLine(header, start);
            boolean continued = header[start] == ' ' || header[start] == '\t';
            if (!continued && field.size() > 0) {
                break;
            }
            if (continued && field.size() > 0) {
                field.write(header, start, end - start);
            } else if (!continued && isOf(header, start, end, name)) {
                field.write(header, start, end - start);
            }
            start = end;
        }
        var text = text(field.toByteArray());
        return text.substring(text.indexOf(':') + 1).replaceAll("[\r\n]", "").strip();
    }

    /** Behind its line feed. */
    private static int endOfLine(byte[] header, int start) {
        int end = start;
        while (end < header.length && header[end] != '\n') {
            end++;
        }
        return Math.min(header.length, end + 1);
    }

    private static boolean isOf(byte[] header, int start, int end, String name) {
        int colon = start + name.length();
        while (colon < end && (header[colon] == ' ' || header[colon] == '\t')) {
            colon++;
        }
        return colon < end && header[colon] == ':'
                && new String(header, start, name.length(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT).equals(name);
    }

    /** UTF-8 (RFC 6532), or else one character an octet. */
    private static String text(byte[] field) {
        var octets = ByteBuffer.wrap(field, 0, Math.min(field.length, MOST_FIELD_OCTETS));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.duplicate()).toString();
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1.decode(octets).toString();
        }
    }
}
