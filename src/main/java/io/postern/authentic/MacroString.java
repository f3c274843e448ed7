package io.postern.authentic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** RFC 7208 §7.1: text in which the facts of a message are filled in. */
record MacroString(List<Part> parts) {

    private static final String LETTERS = "slodipvh";
    /** §7.2: these may stand in explanations only. */
    private static final String EXPLANATION_LETTERS = "crt";
    private static final String DELIMITERS = ".-+,/_=";

    sealed interface Part {
    }

    record Literal(String text) implements Part {
    }

    /** {@code keep}: how many of the right-hand parts, all if zero. */
    record Expand(char letter, boolean escaped, int keep, boolean reversed, String delimiters) implements Part {
    }

    /** Empty if the text does not follow the grammar. */
    static Optional<MacroString> parse(String text, boolean explanation) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < 0x21 || c > 0x7E) {
                return Optional.empty();
            }
            if (c != '%') {
                literal.append(c);
                at++;
                continue;
            }
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            int end = next == '{' ? text.indexOf('}', at) : at + 1;
            switch (next) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    var macro = end < 0 ? Optional.<Expand>empty() : macro(text.substring(at + 2, end), explanation);
                    if (macro.isEmpty()) {
                        return Optional.empty();
                    }
                    flush(literal, parts);
                    parts.add(macro.get());
                }
                default -> {
                    return Optional.empty();
                }
            }
            at = end + 1;
        }
        flush(literal, parts);
        return Optional.of(new MacroString(List.copyOf(parts)));
    }

    /** The domain-spec of §7.1: a macro string with a top label, or a macro, at its end. */
    static Optional<MacroString> domainSpec(String text) {
        return parse(text, false).filter(spec -> !spec.parts.isEmpty()
                && (spec.parts.getLast() instanceof Expand || endsInTopLabel(text)));
    }

    boolean usesValidatedName() {
        return parts.stream().anyMatch(part -> part instanceof Expand(var letter, _, _, _, _) && letter == 'p');
    }

    private static void flush(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Optional<Expand> macro(String text, boolean explanation) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        char letter = Character.toLowerCase(text.charAt(0));
        if (LETTERS.indexOf(letter) < 0 && !(explanation && EXPLANATION_LETTERS.indexOf(letter) >= 0)) {
            return Optional.empty();
        }
        int at = 1;
        int keep = 0;
        while (at < text.length() && Ascii.isDigit(text.charAt(at))) {
            keep = Math.min(1000, 10 * keep + text.charAt(at) - '0');
            at++;
        }
        if (at > 1 && keep == 0) {
            return Optional.empty();
        }
        boolean reversed = at < text.length() && Character.toLowerCase(text.charAt(at)) == 'r';
        var delimiters = text.substring(reversed ? at + 1 : at);
        if (!delimiters.chars().allMatch(c -> DELIMITERS.indexOf(c) >= 0)) {
            return Optional.empty();
        }
        boolean escaped = Character.isUpperCase(text.charAt(0));
        return Optional.of(new Expand(letter, escaped, keep, reversed, delimiters.isEmpty() ? "." : delimiters));
    }

    /** {@code "." toplabel [ "." ]}: letters, digits and inner hyphens, not digits alone. */
    private static boolean endsInTopLabel(String text) {
        var spec = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = spec.lastIndexOf('.');
        var label = spec.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot >= 0 && !label.isEmpty() && !label.startsWith("-") && !label.endsWith("-")
                && label.chars().allMatch(c -> Ascii.isAlphanumeric((char) c) || c == '-')
                && !label.chars().allMatch(c -> Ascii.isDigit((char) c));
    }
}
