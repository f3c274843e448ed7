package io.postern.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dialogue line by line at TRACE on the logger {@code postern.wire}. Bodies are not passed in; what follows an AUTH
 * is masked. Ask {@link #on()} before building a text.
 */
public final class WireTrace {

    private static final Logger LOG = LoggerFactory.getLogger("postern.wire");

    private WireTrace() {
    }

    public static boolean on() {
        return LOG.isTraceEnabled();
    }

    /** One line to or from the client; {@code id} is the session's or the transaction's. */
    public static void client(String id, String text) {
        line("wire-client", id, text);
    }

    /** One line to or from a next hop. */
    public static void nextHop(String id, String text) {
        line("wire-next-hop", id, text);
    }

    private static void line(String event, String id, String text) {
        if (LOG.isTraceEnabled()) {
            LOG.trace(Logfmt.line(event, "id", id, "text", masked(text)));
        }
    }

    /** RFC 4954 §4: the initial response of AUTH is a credential. */
    static String masked(String text) {
        return text.regionMatches(true, 0, "AUTH", 0, 4) ? "AUTH ****" : text;
    }
}
