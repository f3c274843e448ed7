package io.postern.fuzz;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Listens for errors in the log, leaks included, while it is open; the line per message is switched off as long. */
final class ErrorLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger postern = (Logger) LoggerFactory.getLogger("postern");
    private final Level level = postern.getLevel();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    ErrorLog() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
        postern.addAppender(this);
        postern.setLevel(Level.ERROR);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.add(event.getFormattedMessage());
        }
    }

    List<String> errors() {
        return errors;
    }

    @Override
    public void close() {
        root.detachAppender(this);
        postern.detachAppender(this);
        postern.setLevel(level);
    }
}
