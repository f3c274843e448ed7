package io.postern.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** The lines of the process's log that have a text in them which only this test's have, while it is open. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger postern = (Logger) LoggerFactory.getLogger("postern");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final String having;

    LogLines(String having) {
        this.having = having;
        setContext(postern.getLoggerContext());
        start();
        postern.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains(having)) {
            lines.add(event.getFormattedMessage());
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        postern.detachAppender(this);
    }
}
