package io.postern.observe;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an event as the members of a JSON object, {@code "event":"word","key":value,…}, without its braces: what comes
 * before them, time and level, is known to who writes the line. Values are cut and cleaned as those of {@link Logfmt}.
 */
final class JsonLine {

    private JsonLine() {
    }

    static String line(String word, Object... keysAndValues) {
        var line = new StringBuilder(256).append("\"event\":\"").append(word).append('"');
        int i = 0;
        for (; i + 1 < keysAndValues.length; i += 2) {
            member(line, String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        if (i < keysAndValues.length) {
            if (keysAndValues[i] instanceof Throwable thrown) {
                text(line.append(",\"error\":"), thrown.toString(), Logfmt.VALUE_LIMIT);
                text(line.append(",\"trace\":"), Logfmt.frames(thrown), Logfmt.TRACE_LIMIT);
            } else {
                member(line, "value", keysAndValues[i]);
            }
        }
        return line.toString();
    }

    private static void member(StringBuilder line, String key, Object given) {
        Object value = given instanceof Optional<?> maybe ? maybe.orElse(null) : given;
        if (value != null) {
            value(line.append(",\"").append(key).append("\":"), value);
        }
    }

    private static void value(StringBuilder line, Object value) {
        switch (value) {
            case Integer number -> line.append(number.intValue());
            case Long number -> line.append(number.longValue());
            case Double number when Double.isFinite(number) -> line.append(number.doubleValue());
            case Boolean truth -> line.append(truth.booleanValue());
            case Map<?, ?> many -> object(line, many);
            case Collection<?> many -> array(line, many);
            default -> text(line, value.toString(), Logfmt.VALUE_LIMIT);
        }
    }

    private static void object(StringBuilder line, Map<?, ?> many) {
        line.append('{');
        boolean first = true;
        for (var one : many.entrySet()) {
            text(line.append(first ? "" : ","), String.valueOf(one.getKey()), Logfmt.VALUE_LIMIT);
            value(line.append(':'), String.valueOf(one.getValue()));
            first = false;
        }
        line.append('}');
    }

    private static void array(StringBuilder line, Collection<?> many) {
        int start = line.append('[').length();
        for (Object one : many) {
            if (line.length() - start > Logfmt.VALUE_LIMIT) {
                line.append(",\"…\"");
                break;
            }
            value(line.append(line.length() == start ? "" : ","), String.valueOf(one));
        }
        line.append(']');
    }

    private static void text(StringBuilder line, String text, int limit) {
        line.append('"');
        int kept = 0;
        for (int i = 0; i < text.length(); kept++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (kept == limit) {
                line.append('…');
                break;
            }
            if (c == '"' || c == '\\') {
                line.append('\\');
            }
            if (Logfmt.printable(c)) {
                line.appendCodePoint(c);
            }
        }
        line.append('"');
    }
}
