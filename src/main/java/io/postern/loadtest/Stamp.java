package io.postern.loadtest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a generated message carries so that it can be known again: its number and the run it belongs to. It travels twice,
 * as local part of the reverse-path ({@code m000123.k3f9@…}) and in the header field {@value #FIELD}, so that a message
 * whose outside and inside were mixed up is noticed.
 */
public record Stamp(String run, MessageId id) {

    static final String FIELD = "X-Postern-Load-Id";

    private static final String FORM = "m(\\d{6,9})(?:\\.([a-z0-9]{1,16}))?";
    private static final Pattern TEXT = Pattern.compile(FORM);
    private static final Pattern PATH = Pattern.compile("<?" + FORM + "@.*");
    private static final Pattern RUN = Pattern.compile("[a-z0-9]{0,16}");

    public Stamp {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException("not the name of a run: " + run);
        }
    }

    /** The stamp written as {@link #toString()} writes it. */
    public static Optional<Stamp> parse(String text) {
        return match(TEXT, text);
    }

    /** The stamp in a path or mailbox, with or without angle brackets. */
    public static Optional<Stamp> inPath(String path) {
        return match(PATH, path);
    }

    private static Optional<Stamp> match(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        return found.matches()
                ? Optional.of(new Stamp(Optional.ofNullable(found.group(2)).orElse(""),
                        new MessageId(Integer.parseInt(found.group(1)))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return run.isEmpty() ? id.toString() : id + "." + run;
    }
}
