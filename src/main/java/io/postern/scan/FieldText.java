package io.postern.scan;

import java.nio.charset.StandardCharsets;

import org.apache.james.mime4j.codec.EncoderUtil;

/** A scanner's text as the value of a header field: folds as they are written with CRLF, and nothing that is not ASCII. */
public final class FieldText {

    private FieldText() {
    }

    /**
     * A line that does not begin with white space is made to, for it must not become a field of its own (RFC 5322 §2.2.3);
     * an unfolded text that is not ASCII becomes encoded words (RFC 2047 §2), control characters become question marks.
     */
    public static String of(String text) {
        var folded = new StringBuilder(text.length());
        for (var line : text.split("\r\n|\r|\n")) {
            if (!line.isBlank()) {
                folded.append(folded.isEmpty() ? "" : isIndented(line) ? "\r\n" : "\r\n\t").append(folded.isEmpty() ? line.strip() : line);
            }
        }
        return printable(folded.toString());
    }

    private static boolean isIndented(String line) {
        return line.charAt(0) == ' ' || line.charAt(0) == '\t';
    }

    private static String printable(String text) {
        var plain = text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]", "?");
        return StandardCharsets.US_ASCII.newEncoder().canEncode(plain) ? plain
                : EncoderUtil.encodeIfNecessary(plain.replaceAll("\r\n[ \t]*", " "), EncoderUtil.Usage.TEXT_TOKEN, 0);
    }
}
