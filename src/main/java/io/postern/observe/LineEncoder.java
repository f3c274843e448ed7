package io.postern.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;

/** Puts time and level before an event of {@link MailLog}, and makes an event of what a library has to say. One thread. */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
    private static final byte[] NOTHING = {};

    private long lastMillis = -1;
    private String lastTime = "";

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var text = event.getLoggerName().startsWith(MailLog.NAME) ? event.getFormattedMessage() : foreign(event);
        var time = time(event.getTimeStamp());
        // a line waits for a while, and the format may have changed meanwhile: it says itself which one it has
        var line = text.startsWith("\"")
                ? "{\"time\":\"" + time + "\",\"level\":\"" + event.getLevel() + "\"," + text + "}\n"
                : time + ' ' + padded(event.getLevel().toString()) + ' ' + text + '\n';
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String padded(String level) {
        return level.length() < 5 ? level + ' ' : level;
    }

    private String time(long millis) {
        if (millis != lastMillis) {
            lastMillis = millis;
            lastTime = TIME.format(Instant.ofEpochMilli(millis));
        }
        return lastTime;
    }

    private static String foreign(ILoggingEvent event) {
        return event.getThrowableProxy() instanceof ThrowableProxy thrown
                ? MailLog.line("library", "logger", event.getLoggerName(), "text", event.getFormattedMessage(), thrown.getThrowable())
                : MailLog.line("library", "logger", event.getLoggerName(), "text", event.getFormattedMessage());
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
