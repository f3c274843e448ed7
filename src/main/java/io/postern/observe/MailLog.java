package io.postern.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The node's log: one line an event, {@code word key=value …}, on the logger {@code postern}. One summary line per
 * transaction at INFO, nothing per command above DEBUG. The appender behind it queues and never blocks the caller.
 */
public final class MailLog {

    private static final Logger LOG = LoggerFactory.getLogger("postern");

    private MailLog() {
    }

    /** Whether lines of this level are written; ask before values that are dear to make. */
    public static boolean on(Level level) {
        return LOG.isEnabledForLevel(level);
    }

    /**
     * Writes one line. Values may be anything: a peer's octets, an {@code Optional} (empty is left out), a collection
     * (joined by commas), {@code null} (left out).
     *
     * @param keysAndValues pairs; a {@code Throwable} may stand alone at the end and adds its message and its frames
     */
    public static void event(Level level, String eventWord, Object... keysAndValues) {
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        String line = Logfmt.line(eventWord, keysAndValues);
        switch (level) {
            case ERROR -> LOG.error(line);
            case WARN -> LOG.warn(line);
            case INFO -> LOG.info(line);
            case DEBUG -> LOG.debug(line);
            case TRACE -> LOG.trace(line);
        }
    }
}
