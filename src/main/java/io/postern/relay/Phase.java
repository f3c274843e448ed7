package io.postern.relay;

import java.time.Duration;
import java.util.Locale;

import io.postern.config.Config;

/** Where in the dialogue with a next hop something happened; each phase has a deadline of its own (RFC 5321 §4.5.3.2). */
public enum Phase {
    CONNECT, GREETING, EHLO, TLS, MAIL, RCPT, DATA, BODY, DOT, RSET, QUIT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** For metrics and logs. */
    public String label() {
        return label;
    }

    /** How long this phase waits for the next hop, one block at a time in {@link #BODY}. The dot has its delivery's time. */
    public Duration timeout(Config.Timeouts timeouts) {
        return switch (this) {
            case CONNECT -> timeouts.connect();
            case GREETING -> timeouts.greeting();
            case TLS -> timeouts.tlsHandshake();
            case BODY -> timeouts.dataBlock();
            case DOT -> timeouts.dotReply();
            case EHLO, MAIL, RCPT, DATA, RSET, QUIT -> timeouts.reply();
        };
    }

    /** Before the dot the next candidate may be tried, for the body is still here. */
    public boolean mayFailOver() {
        return compareTo(DOT) < 0;
    }
}
