package io.postern.receive;

import java.util.Locale;
import java.util.Set;

/** Tells a web client, which a browser may have been talked into, from one who only mistypes (asked of unknown commands). */
final class Http {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private Http() {
    }

    /** A request line, or the header field that every request carries (RFC 9112 §3, §3.2). */
    static boolean isSpokenIn(String line) {
        int space = line.indexOf(' ');
        return space > 0 && METHODS.contains(line.substring(0, space).toUpperCase(Locale.ROOT)) && line.contains(" HTTP/")
                || line.regionMatches(true, 0, "Host:", 0, 5);
    }
}
