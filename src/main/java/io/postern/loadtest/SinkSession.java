package io.postern.loadtest;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.postern.wire.Connection;
import io.postern.wire.LineReader;
import io.vertx.core.Vertx;

/** One session of the sink: answers as its script says, the replies to pipelined commands in one write. */
final class SinkSession {

    private static final String NAME = "sink.postern.test";
    private static final String EHLO = "250-" + NAME
            + "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 0\r\n250 ENHANCEDSTATUSCODES\r\n";
    private static final String NOT_NOW = "503 5.5.1 not now\r\n";
    private static final Duration HANDSHAKE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final Connection connection;
    private final CountingSink sink;
    private final LineReader lines = new LineReader(LineReader.COMMAND_OCTETS);
    private final StringBuilder replies = new StringBuilder();
    private String reversePath = "";
    private boolean inTransaction;
    private int recipients;
    private Optional<ArrivingMessage> message = Optional.empty();
    /** What came while an answer was held back. */
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean waiting;
    private boolean encrypted;
    private boolean over;

    SinkSession(Vertx vertx, Connection connection, CountingSink sink) {
        this.vertx = vertx;
        this.connection = connection;
        this.sink = sink;
    }

    void run() {
        sink.sessions().incrementAndGet();
        connection.failed(_ -> connection.abort())
                .octets(this::octets)
                .closed(() -> {
                    over = true;
                    sink.sessions().decrementAndGet();
                    held.release();
                    held = Unpooled.EMPTY_BUFFER;
                });
        at(SinkScript.Step.CONNECT, "220 " + NAME + " ESMTP\r\n", () -> { });
        flush();
    }

    private void octets(ByteBuf octets) {
        if (waiting) {
            held = Unpooled.wrappedBuffer(held, octets);
            return;
        }
        try {
            while (octets.isReadable() && !waiting && !over) {
                if (message.isPresent()) {
                    body(octets);
                } else {
                    command(octets);
                }
            }
            if (waiting && octets.isReadable()) {
                held = octets.retainedSlice();
            }
        } finally {
            octets.release();
        }
        flush();
    }

    private void body(ByteBuf octets) {
        var arriving = message.orElseThrow();
        arriving.take(octets);
        if (arriving.isComplete()) {
            var from = reversePath;
            reset();
            // counted before it is acknowledged, for from the 250 on it is ours (RFC 5321 §4.2.5)
            at(SinkScript.Step.DOT, "250 2.0.0 taken\r\n", () -> sink.ledger().arrived(from, arriving));
        }
    }

    private void command(ByteBuf octets) {
        switch (lines.next(octets)) {
            case LineReader.Read.Line(var text) -> command(text);
            case LineReader.Read.BareNewline(var text) -> command(text);
            case LineReader.Read.TooLong _ -> replies.append("500 5.5.2 too long\r\n");
            case LineReader.Read.Incomplete() -> { }
        }
    }

    private void command(String line) {
        int space = line.indexOf(' ');
        switch ((space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT)) {
            case "EHLO" -> {
                reset();
                replies.append(sink.tls().isPresent() && !encrypted ? EHLO.replace("250 ", "250-STARTTLS\r\n250 ") : EHLO);
            }
            case "HELO" -> replies.append("250 " + NAME + "\r\n");
            case "STARTTLS" -> startTls();
            case "MAIL" -> at(SinkScript.Step.MAIL, "250 2.1.0 OK\r\n", () -> {
                reversePath = line.substring(line.indexOf(':') + 1).strip();
                inTransaction = true;
            });
            case "RCPT" -> {
                if (inTransaction) {
                    at(SinkScript.Step.RCPT, "250 2.1.5 OK\r\n", () -> recipients++);
                } else {
                    replies.append(NOT_NOW);
                }
            }
            case "DATA" -> {
                if (recipients > 0) {
                    at(SinkScript.Step.DATA, "354 go on\r\n", () -> message = Optional.of(new ArrivingMessage()));
                } else {
                    replies.append(NOT_NOW);
                }
            }
            case "RSET" -> {
                reset();
                replies.append("250 2.0.0 OK\r\n");
            }
            case "NOOP" -> replies.append("250 2.0.0 OK\r\n");
            case "QUIT" -> {
                replies.append("221 2.0.0 bye\r\n");
                flush();
                over = true;
                connection.close();
            }
            default -> replies.append("500 5.5.1 unknown\r\n");
        }
    }

    private void reset() {
        message = Optional.empty();
        reversePath = "";
        inTransaction = false;
        recipients = 0;
    }

    private void startTls() {
        if (sink.tls().isEmpty() || encrypted) {
            replies.append("502 5.5.1 not here\r\n");
            return;
        }
        replies.append("220 2.0.0 go on\r\n");
        flush();
        encrypted = true;
        connection.startTls(sink.tls().get().newHandler(connection.allocator()), HANDSHAKE, Unpooled.EMPTY_BUFFER)
                .onFailure(_ -> connection.abort());
    }

    /** One step of the dialogue by the script; {@code taken} runs before {@code ordinary} is answered. */
    private void at(SinkScript.Step step, String ordinary, Runnable taken) {
        var course = sink.script().course(step, ThreadLocalRandom.current());
        if (course.delay().isZero()) {
            end(course, ordinary, taken);
            return;
        }
        waiting = true;
        flush();
        vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(course.delay().toNanos())), _ -> {
            waiting = false;
            if (!over) {
                end(course, ordinary, taken);
                var rest = held;
                held = Unpooled.EMPTY_BUFFER;
                octets(rest);
            }
        });
    }

    private void end(SinkScript.Course course, String ordinary, Runnable taken) {
        if (course.ending() != SinkScript.Course.Ending.TAKEN) {
            sink.refusals().incrementAndGet();
        }
        switch (course.ending()) {
            case TAKEN -> {
                taken.run();
                replies.append(ordinary);
            }
            case ANSWERED -> {
                replies.append(course.reply()).append("\r\n");
                if (course.reply().startsWith("421")) {
                    flush();
                    over = true;
                    connection.close();
                }
            }
            case DROPPED -> {
                over = true;
                connection.abort();
            }
            case TAKEN_AND_DROPPED -> {
                taken.run();
                over = true;
                connection.abort();
            }
        }
    }

    private void flush() {
        if (!replies.isEmpty() && !over) {
            connection.writeAndForget(ByteBufUtil.writeAscii(connection.allocator(), replies));
            replies.setLength(0);
        }
    }
}
