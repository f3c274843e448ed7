package io.postern.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Words before a message's subject, such as {@code [SPAM]}. What is not ASCII becomes an encoded word (RFC 2047 §2), set apart
 * from what follows, which stays as it is written. A subject that begins with the words already is left alone.
 */
final class SubjectPrefix {

    /** In Base64 an encoded word of 75 characters, the most there may be (RFC 2047 §2), with a space that may be in it. */
    private static final int MAX_OCTETS = 44;
    private static final int FOLD_AT = 78;
    private static final String FIELD = "Subject: ";

    private SubjectPrefix() {
    }

    /** @throws IllegalArgumentException on blank words, control characters or more than 44 octets of UTF-8 */
    static void require(String words) {
        if (words.isBlank() || words.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS
                || words.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not what may stand before a subject");
        }
    }

    /** The subject of a message that has none. */
    static HeaderEdits.Header alone(List<String> prefixes) {
        return new HeaderEdits.Header("Subject", written(prefixes, false));
    }

    /** {@code field}: the whole field as it stands in the message, with its name and line ends. */
    static byte[] before(byte[] field, List<String> prefixes) {
        int start = startOfValue(field);
        var prefix = written(prefixes, startsWith(field, start, "=?"));
        if (prefixes.isEmpty() || startsWith(field, start, prefix)) {
            return field;
        }
        var result = new ByteArrayOutputStream(field.length + prefix.length() + FIELD.length());
        result.writeBytes((FIELD + prefix).getBytes(StandardCharsets.US_ASCII));
        int end = endOfLine(field, start);
        if (end > start) {
            boolean fits = result.size() + 1 + end - start <= FOLD_AT;
            result.writeBytes((fits ? " " : "\r\n ").getBytes(StandardCharsets.US_ASCII));
        }
        result.write(field, start, field.length - start);
        return result.toByteArray();
    }

    /** White space between two encoded words is not shown (RFC 2047 §6.2), so that it goes into the first of them. */
    private static String written(List<String> prefixes, boolean beforeEncoded) {
        var text = new StringBuilder();
        for (int i = 0; i < prefixes.size(); i++) {
            boolean next = i == prefixes.size() - 1 ? beforeEncoded : needsEncoding(prefixes.get(i + 1));
            var words = prefixes.get(i).strip();
            text.append(text.isEmpty() ? "" : " ").append(needsEncoding(words) ? encoded(next ? words + " " : words) : words);
        }
        return text.toString();
    }

    private static boolean needsEncoding(String words) {
        return words.contains("=?") || words.chars().anyMatch(c -> c > '~');
    }

    private static String encoded(String words) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static int startOfValue(byte[] field) {
        int at = 0;
        while (at < field.length && field[at] != ':') {
            at++;
        }
        at = Math.min(field.length, at + 1);
        while (at < field.length && (field[at] == ' ' || field[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int endOfLine(byte[] field, int start) {
        int at = start;
        while (at < field.length && field[at] != '\r' && field[at] != '\n') {
            at++;
        }
        return at;
    }

    private static boolean startsWith(byte[] field, int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (start + i >= field.length || field[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
