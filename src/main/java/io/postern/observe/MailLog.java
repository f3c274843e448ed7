package io.postern.observe;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.postern.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The node's log: one line an event, {@code word key=value …} or a JSON object, on the logger {@code postern}. One summary
 * line per transaction at INFO, nothing per command above DEBUG. The appender behind it queues and never blocks the caller.
 */
public final class MailLog {

    static final String NAME = "postern";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    /** One for each word that is ever limited: a few, all written in our own code. */
    private static final ConcurrentHashMap<String, LogBudget> BUDGETS = new ConcurrentHashMap<>();
    private static final LongAdder SUPPRESSED = new LongAdder();

    private static volatile boolean json;

    private MailLog() {
    }

    /** The log is the process's: of several nodes in one, the last counts. */
    public static void configure(Config.Log log) {
        json = log.format() == Config.LogFormat.JSON;
        if (LOG instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(ch.qos.logback.classic.Level.toLevel(log.level().name()));
        }
    }

    /** Whether lines of this level are written; ask before values that are dear to make. */
    public static boolean on(Level level) {
        return LOG.isEnabledForLevel(level);
    }

    /** Lines not written because their event had been told often enough, since the process started. */
    public static long suppressed() {
        return SUPPRESSED.sum();
    }

    /**
     * Writes one line. Values may be anything: a peer's octets, an {@code Optional} (empty is left out), a collection
     * (joined by commas) or a map, {@code null} (left out).
     *
     * @param keysAndValues pairs; a {@code Throwable} may stand alone at the end and adds its message and its frames
     */
    public static void event(Level level, String eventWord, Object... keysAndValues) {
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        String line = line(eventWord, keysAndValues);
        switch (level) {
            case ERROR -> LOG.error(line);
            case WARN -> LOG.warn(line);
            case INFO -> LOG.info(line);
            case DEBUG -> LOG.debug(line);
            case TRACE -> LOG.trace(line);
        }
    }

    /**
     * Writes one line of an event that a peer, a scanner or a bug may cause again and again: a few a minute, of which the
     * next one tells how many are missing. Not for what stands for one message, which is told each time.
     */
    public static void limited(Level level, String eventWord, Object... keysAndValues) {
        var untold = BUDGETS.computeIfAbsent(eventWord, word -> new LogBudget(System::nanoTime)).ask();
        if (untold.isEmpty()) {
            SUPPRESSED.increment();
        } else if (untold.getAsLong() == 0) {
            event(level, eventWord, keysAndValues);
        } else {
            var more = Arrays.copyOf(new Object[] {"suppressed", untold.getAsLong()}, keysAndValues.length + 2);
            System.arraycopy(keysAndValues, 0, more, 2, keysAndValues.length);
            event(level, eventWord, more);
        }
    }

    static String line(String eventWord, Object... keysAndValues) {
        return json ? JsonLine.line(eventWord, keysAndValues) : Logfmt.line(eventWord, keysAndValues);
    }
}
