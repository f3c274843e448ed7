package io.postern.observe;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.slf4j.event.Level;

/** Brings what OpenTelemetry has to say of its collector into our log, a few lines a minute. */
final class TraceTrouble extends Handler {

    /** Held, for the JDK forgets loggers that nobody holds, and their handlers with them. */
    private static final Logger SPEAKER = Logger.getLogger("io.opentelemetry");

    private TraceTrouble() {
    }

    static synchronized void toLog() {
        if (SPEAKER.getUseParentHandlers()) {
            SPEAKER.setUseParentHandlers(false);
            SPEAKER.addHandler(new TraceTrouble());
        }
    }

    @Override
    public void publish(LogRecord said) {
        if (said.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
            MailLog.limited(Level.WARN, "traces-failed", "cause", said.getMessage(), "detail", said.getThrown());
        }
    }

    @Override
    public void flush() {
        // each line is written as it comes
    }

    @Override
    public void close() {
        // nothing is held
    }
}
