package io.postern.smtp;

import java.nio.charset.StandardCharsets;

import io.postern.smtp.CommandParser.Parsed;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Command lines as they come, one character per octet. */
final class Lines {

    static final Offer ALL = new Offer(true, true);

    private Lines() {
    }

    /** What a client that writes UTF-8 sends. */
    static String utf8(String line) {
        return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static Command command(String line) {
        return assertInstanceOf(Parsed.Ok.class, CommandParser.parse(line, ALL), line).command();
    }

    static String refusal(String line) {
        var reply = assertInstanceOf(Parsed.Bad.class, CommandParser.parse(line, ALL), line).reply();
        return reply.code() + " " + reply.status().orElseThrow();
    }

    /** No cut of a line may raise anything but an answer. */
    static void cutEverywhere(String line) {
        for (int cut = 0; cut <= line.length(); cut++) {
            CommandParser.parse(line.substring(0, cut), ALL);
            CommandParser.parse(line.substring(0, cut) + line.substring(Math.min(line.length(), cut + 1)), ALL);
        }
    }
}
