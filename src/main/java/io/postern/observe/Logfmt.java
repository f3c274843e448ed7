package io.postern.observe;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes {@code word key=value …} with values that cannot break the line: no control, format or separator characters,
 * no half surrogate, at most {@value #VALUE_LIMIT} characters, quoted where a space, quote, equals sign or backslash
 * stands in them.
 */
final class Logfmt {

    static final int VALUE_LIMIT = 1_000;
    static final int TRACE_LIMIT = 8_000;
    private static final int FRAMES = 25;

    private Logfmt() {
    }

    static String line(String word, Object... keysAndValues) {
        var line = new StringBuilder(160).append(word);
        int i = 0;
        for (; i + 1 < keysAndValues.length; i += 2) {
            pair(line, String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        if (i < keysAndValues.length) {
            if (keysAndValues[i] instanceof Throwable thrown) {
                value(line.append(" error="), thrown.toString(), VALUE_LIMIT);
                value(line.append(" trace="), frames(thrown), TRACE_LIMIT);
            } else {
                pair(line, "value", keysAndValues[i]);
            }
        }
        return line.toString();
    }

    private static void pair(StringBuilder line, String key, Object given) {
        Object value = given instanceof Optional<?> maybe ? maybe.orElse(null) : given;
        if (value != null) {
            value(line.append(' ').append(key).append('='), text(value), VALUE_LIMIT);
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case Map<?, ?> many -> joined(many.entrySet().stream().map(one -> one.getKey() + ":" + one.getValue()).toList());
            case Collection<?> many -> joined(many);
            default -> value.toString();
        };
    }

    private static String joined(Collection<?> many) {
        var joined = new StringBuilder();
        for (Object one : many) {
            if (joined.length() > VALUE_LIMIT) {
                break;
            }
            joined.append(joined.isEmpty() ? "" : ",").append(one);
        }
        return joined.toString();
    }

    /** Appends a value, quoted if it must be. */
    static void value(StringBuilder line, String text, int limit) {
        int start = line.length();
        boolean quote = text.isEmpty();
        int kept = 0;
        for (int i = 0; i < text.length() && kept < limit;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!printable(c)) {
                continue;
            }
            quote |= c == ' ' || c == '"' || c == '=' || c == '\\' || Character.isSpaceChar(c);
            if (c == '"' || c == '\\') {
                line.append('\\');
            }
            line.appendCodePoint(c);
            kept++;
            if (kept == limit && i < text.length()) {
                line.append('…');
            }
        }
        if (quote || line.length() == start) {
            line.insert(start, '"').append('"');
        }
    }

    static boolean printable(int c) {
        if (c >= 0x20 && c < 0x7F) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Frames innermost first, causes after {@code <=}, all on one line. */
    static String frames(Throwable thrown) {
        var text = new StringBuilder();
        int depth = 0;
        for (var t = thrown; t != null && depth < 5; t = t.getCause(), depth++) {
            text.append(depth == 0 ? "" : " <= " + t + " ");
            var frames = t.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                text.append(i == 0 ? "" : "|").append(frames[i]);
            }
        }
        return text.toString();
    }
}
