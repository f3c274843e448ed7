package io.postern.loadtest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The number of one generated message. It travels twice, as local part of the reverse-path ({@code m000123@…}) and in
 * the header field {@value #FIELD}, so that a message whose outside and inside were mixed up is noticed.
 */
public record MessageId(int number) implements Comparable<MessageId> {

    static final String FIELD = "X-Postern-Load-Id";

    private static final Pattern TEXT = Pattern.compile("m(\\d{6,9})");
    private static final Pattern PATH = Pattern.compile("<?m(\\d{6,9})@.*");

    /** The id written as {@link #toString()} writes it. */
    public static Optional<MessageId> parse(String text) {
        return match(TEXT, text);
    }

    /** The id in a path or mailbox, with or without angle brackets. */
    public static Optional<MessageId> inPath(String path) {
        return match(PATH, path);
    }

    private static Optional<MessageId> match(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.matches() ? Optional.of(new MessageId(Integer.parseInt(found.group(1)))) : Optional.empty();
    }

    @Override
    public int compareTo(MessageId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "m%06d".formatted(number);
    }
}
