package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be changed of a message's header section: fields to be put on top, the first one uppermost, changes of fields
 * that are there, fields to be put at the end, and words to be put before the subject, each once ({@link SubjectPrefix}).
 * Fields of Authentication-Results that came with the message and claim to be of one of {@code forgeries} (lower case) are left
 * out (RFC 8601 §5).
 */
public record HeaderEdits(List<Header> prepend, List<Change> changes, List<Header> append, List<String> subjectPrefixes,
        Set<String> forgeries) {

    public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

    public HeaderEdits(List<Header> prepend, List<Change> changes, List<Header> append) {
        this(prepend, changes, append, List.of(), Set.of());
    }

    /**
     * One field; {@code value} is unfolded, or folded already: with CRLF and white space (RFC 5322 §2.2.3). One that begins
     * with white space is all that stands behind the colon, as it is to be written, one character an octet: a signature may
     * depend on it. Of the others, what is not ASCII becomes a question mark.
     */
    public record Header(String name, String value) {

        /** @throws IllegalArgumentException on another CR or LF, on NUL, or what a field name must not hold (RFC 5322 §2.2) */
        public Header {
            requireName(name);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == 0 || c == '\r' && !isFold(value, i) || c == '\n' && (i == 0 || value.charAt(i - 1) != '\r')) {
                    throw new IllegalArgumentException("line end or NUL in the value of " + name);
                }
            }
        }

        /** A folded line of white space alone would end the header section for some. */
        private static boolean isFold(String value, int cr) {
            if (cr + 2 >= value.length() || value.charAt(cr + 1) != '\n' || !isBlank(value.charAt(cr + 2))) {
                return false;
            }
            int end = value.indexOf('\r', cr + 2);
            return !value.substring(cr + 2, end < 0 ? value.length() : end).isBlank();
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private boolean isFolded() {
            return value.indexOf('\r') >= 0;
        }

        private boolean isExact() {
            return !value.isEmpty() && (isBlank(value.charAt(0)) || value.charAt(0) == '\r');
        }
    }

    /**
     * What becomes of the {@code occurrence}-th field of a name (in any case), counted from 1 at the top of the message as it
     * came: another value in its place, or, if empty, it is left out.
     */
    public record Change(String name, int occurrence, Optional<String> value) {

        /** @throws IllegalArgumentException as {@link Header} does, and on an occurrence below 1 */
        public Change {
            if (occurrence < 1) {
                throw new IllegalArgumentException("occurrence " + occurrence);
            }
            new Header(name, value.orElse(""));
        }
    }

    private static final int FOLD_AT = 78;

    public HeaderEdits {
        prepend = List.copyOf(prepend);
        changes = List.copyOf(changes);
        append = List.copyOf(append);
        subjectPrefixes = List.copyOf(subjectPrefixes);
        subjectPrefixes.forEach(SubjectPrefix::require);
        forgeries = Set.copyOf(forgeries);
    }

    private static void requireName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c <= '~' && c != ':')) {
            throw new IllegalArgumentException("not a header field name");
        }
    }

    public static HeaderEdits of(String name, String value) {
        return new HeaderEdits(List.of(new Header(name, value)), List.of(), List.of());
    }

    public static HeaderEdits without(String name, int occurrence) {
        return new HeaderEdits(List.of(), List.of(new Change(name, occurrence, Optional.empty())), List.of());
    }

    /** @throws IllegalArgumentException on blank words, control characters or more than 44 octets of UTF-8 */
    public static HeaderEdits subjectPrefix(String words) {
        return new HeaderEdits(List.of(), List.of(), List.of(), List.of(words), Set.of());
    }

    /** {@code names} in lower case. */
    public static HeaderEdits withoutResultsOf(Set<String> names) {
        return new HeaderEdits(List.of(), List.of(), List.of(), List.of(), names);
    }

    /** Both at once, ours above the others. */
    public HeaderEdits plus(HeaderEdits others) {
        if (others.isEmpty()) {
            return this;
        }
        return isEmpty() ? others
                : new HeaderEdits(both(prepend, others.prepend), both(changes, others.changes), both(append, others.append),
                        distinct(subjectPrefixes, others.subjectPrefixes), all(forgeries, others.forgeries));
    }

    private static List<String> distinct(List<String> ours, List<String> others) {
        return others.isEmpty() ? ours : both(ours, others).stream().distinct().toList();
    }

    private static <T> ArrayList<T> both(List<T> ours, List<T> others) {
        var both = new ArrayList<>(ours);
        both.addAll(others);
        return both;
    }

    private static Set<String> all(Set<String> ours, Set<String> others) {
        if (ours.isEmpty() || others.isEmpty()) {
            return ours.isEmpty() ? others : ours;
        }
        var all = new HashSet<>(ours);
        all.addAll(others);
        return all;
    }

    /** What is asked for after this: its fields come above ours, and of two changes of one field the later counts. */
    public HeaderEdits then(HeaderEdits later) {
        if (later.isEmpty()) {
            return this;
        }
        return isEmpty() ? later : new HeaderEdits(
                both(later.prepend, prepend), both(changes, later.changes), both(append, later.append),
                distinct(subjectPrefixes, later.subjectPrefixes), all(forgeries, later.forgeries));
    }

    public HeaderEdits plus(String name, String value) {
        return plus(of(name, value));
    }

    public boolean isEmpty() {
        return prepend.isEmpty() && isOnTop();
    }

    /** For a message without a header section of its own: nothing there can be changed, and its end is the top. */
    public HeaderEdits withoutSection() {
        if (isOnTop()) {
            return this;
        }
        var top = both(prepend, append);
        if (!subjectPrefixes.isEmpty()) {
            top.add(SubjectPrefix.alone(subjectPrefixes));
        }
        return new HeaderEdits(top, List.of(), List.of());
    }

    /** Whether nothing of the message itself is changed, so that writing {@link #onTop} before it is all. */
    public boolean isOnTop() {
        return changes.isEmpty() && append.isEmpty() && subjectPrefixes.isEmpty() && forgeries.isEmpty();
    }

    /** The fields on top as they stand in a message, each with CRLF. */
    public byte[] onTop() {
        var text = new StringBuilder();
        prepend.forEach(header -> write(header, text));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A field as it stands in a message. */
    static byte[] octets(Header header) {
        var text = new StringBuilder();
        write(header, text);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void write(Header header, StringBuilder text) {
        text.append(header.name()).append(header.isExact() ? ":" : ": ");
        if (header.isExact()) {
            text.append(header.value());
        } else if (header.isFolded()) {
            text.append(ascii(header.value()));
        } else {
            fold(header.name().length() + 2, ascii(header.value()), text);
        }
        text.append("\r\n");
    }

    private static String ascii(String value) {
        return new String(value.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
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
