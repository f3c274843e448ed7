package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Header fields to be put on top of a message, the first one uppermost. */
public record HeaderEdits(List<Header> prepend) {

    public static final HeaderEdits NONE = new HeaderEdits(List.of());

    /** One field; {@code value} is unfolded. */
    public record Header(String name, String value) {

        /** @throws IllegalArgumentException on CR, LF, NUL or what a field name must not hold (RFC 5322 §2.2) */
        public Header {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c <= '~' && c != ':')) {
                throw new IllegalArgumentException("not a header field name");
            }
            if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("line end or NUL in the value of " + name);
            }
        }
    }

    private static final int FOLD_AT = 78;

    public HeaderEdits {
        prepend = List.copyOf(prepend);
    }

    public static HeaderEdits of(String name, String value) {
        return new HeaderEdits(List.of(new Header(name, value)));
    }

    /** Both, ours above the others. */
    public HeaderEdits plus(HeaderEdits others) {
        if (others.prepend.isEmpty()) {
            return this;
        }
        var both = new ArrayList<>(prepend);
        both.addAll(others.prepend);
        return new HeaderEdits(both);
    }

    public HeaderEdits plus(String name, String value) {
        return plus(of(name, value));
    }

    public boolean isEmpty() {
        return prepend.isEmpty();
    }

    /** The fields as they stand in a message, each with CRLF; what is not ASCII becomes a question mark. */
    public byte[] toOctets() {
        var text = new StringBuilder();
        for (var header : prepend) {
            text.append(header.name()).append(": ");
            fold(header.name().length() + 2, header.value(), text);
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Breaks before a single space between words, so that unfolding gives the value back (RFC 5322 §2.2.3). */
    private static void fold(int column, String value, StringBuilder text) {
        int used = column;
        int wordStart = 0;
        while (wordStart < value.length()) {
            int space = value.indexOf(' ', wordStart + 1);
            int wordEnd = space < 0 ? value.length() : space;
            var word = value.substring(wordStart, wordEnd);
            if (wordStart > 0 && used + word.length() > FOLD_AT && !word.isBlank()) {
                text.append("\r\n");
                used = 0;
            }
            text.append(word);
            used += word.length();
            wordStart = wordEnd;
        }
    }
}
