package io.postern.authentic;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A header field as it stands in the message, folds included, without the CRLF at its end; one char an octet. */
public record Field(String raw) {

    /** In lower case; empty if the line is no field at all. */
    public String name() {
        int colon = raw.indexOf(':');
        return colon < 0 ? "" : Ascii.trimmed(raw.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /** All behind the colon. */
    public String value() {
        return raw.substring(raw.indexOf(':') + 1);
    }

    /** The value as UTF-8, as internationalised headers are (RFC 6532). */
    public String utf8() {
        return new String(value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** RFC 6376 §3.4.2: name in lower case, unfolded, blanks joined, none at the ends of the value. */
    String relaxed() {
        return relaxed(raw);
    }

    static String relaxed(String raw) {
        int colon = raw.indexOf(':');
        var text = new StringBuilder(raw.length()).append(Ascii.trimmed(raw.substring(0, colon)).toLowerCase(Locale.ROOT)).append(':');
        int start = text.length();
        boolean blank = false;
        for (int i = colon + 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\r' || c == '\n') {
                continue;
            }
            if (c == ' ' || c == '\t') {
                blank = true;
                continue;
            }
            if (blank && text.length() > start) {
                text.append(' ');
            }
            blank = false;
            text.append(c);
        }
        return text.toString();
    }
}
