package io.postern.loadtest;

import java.util.Locale;
import java.util.Optional;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** One session of the sink: says yes to everything, with the replies to pipelined commands in one write. */
final class SinkSession {

    private static final int MAX_LINE_OCTETS = 4096;

    private final NetSocket socket;
    private final CountingSink sink;
    private final StringBuilder line = new StringBuilder();
    private String reversePath = "";
    private Optional<ArrivingMessage> message = Optional.empty();
    private boolean quitting;

    SinkSession(NetSocket socket, CountingSink sink) {
        this.socket = socket;
        this.sink = sink;
    }

    void run() {
        socket.exceptionHandler(broken -> socket.close());
        socket.handler(this::octets);
        socket.write("220 sink.postern.test ESMTP\r\n");
    }

    private void octets(Buffer octets) {
        var replies = new StringBuilder();
        int at = 0;
        while (at < octets.length()) {
            if (message.isPresent()) {
                at = message.get().take(octets, at);
                if (message.get().isComplete()) {
                    replies.append(taken(message.get()));
                }
            } else {
                replies.append(command(octets.getByte(at++)));
            }
        }
        if (!replies.isEmpty()) {
            var written = socket.write(replies.toString());
            if (quitting) {
                written.onComplete(goodbye -> socket.close());
            }
        }
    }

    /** Counted before it is acknowledged, for from the 250 on it is ours (RFC 5321 §4.2.5). */
    private String taken(ArrivingMessage whole) {
        message = Optional.empty();
        sink.arrived(reversePath, whole);
        reversePath = "";
        return "250 2.0.0 taken\r\n";
    }

    private String command(byte octet) {
        if (octet != '\n') {
            if (line.length() < MAX_LINE_OCTETS) {
                line.append((char) (octet & 0xFF));
            }
            return "";
        }
        var command = line.toString().strip();
        line.setLength(0);
        return reply(command);
    }

    private String reply(String command) {
        int space = command.indexOf(' ');
        return switch ((space < 0 ? command : command.substring(0, space)).toUpperCase(Locale.ROOT)) {
            case "EHLO" -> "250-sink.postern.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 0\r\n"
                    + "250 ENHANCEDSTATUSCODES\r\n";
            case "HELO" -> "250 sink.postern.test\r\n";
            case "MAIL" -> {
                reversePath = command.substring(command.indexOf(':') + 1).strip();
                yield "250 2.1.0 OK\r\n";
            }
            case "RCPT" -> "250 2.1.5 OK\r\n";
            case "DATA" -> {
                message = Optional.of(new ArrivingMessage());
                yield "354 go on\r\n";
            }
            case "RSET", "NOOP" -> "250 2.0.0 OK\r\n";
            case "QUIT" -> {
                quitting = true;
                yield "221 2.0.0 bye\r\n";
            }
            default -> "500 5.5.1 unknown\r\n";
        };
    }
}
