package io.postern.dialogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A conversation of three, one step a line; empty lines and lines that begin with {@code #} are for the reader.
 * <pre>
 * N: limits: {message-size: 1KiB}  a line of the node's configuration
 * L: announce: [dsn]             a key of its listener
 * H: DOT 451 4.2.0 later           the next hop answers its next DOT so (CONNECT: the greeting)
 * C: NOOP                          the client sends a line; lines in a row are sent in one piece
 * C> NOOP\n                        the client sends these octets and nothing more
 * B: text\r\n                     the client sends these octets as a chunk, BDAT and its size before them
 * B. text\r\n                     the same with LAST
 * S: 250 2.0.0                     the node's next reply begins so; "closed" is the end of the stream
 * M: .\r\nfriend\r\n               the next hop's next message ends so, in wire form, without its terminator
 * R: MAIL FROM:&lt;a@client.test> it has heard a command that begins so, after those of the R lines before
 * </pre>
 * Octets are written as {@code \r}, {@code \n}, {@code \0}, {@code \}{@code xE9} or, many of a kind, {@code {a*3000}}.
 */
public record Dialogue(List<Step> steps) {

    public enum Who { NODE, LISTENER, HOP, CLIENT, REPLY, MESSAGE, RELAYED }

    public record Step(Who who, String text, int line) {
    }

    private static final Pattern MANY = Pattern.compile("\\{(.)\\*(\\d+)}");
    private static final Pattern OCTET = Pattern.compile("\\\\x([0-9A-F]{2})");

    public static Dialogue read(Path file) {
        try {
            var steps = new ArrayList<Step>();
            var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                if (!line.isBlank() && !line.startsWith("#")) {
                    steps.add(step(line, i + 1));
                }
            }
            return new Dialogue(List.copyOf(steps));
        } catch (IOException | IllegalArgumentException failure) {
            throw new AssertionError(file + ": " + failure.getMessage(), failure);
        }
    }

    private static Step step(String line, int number) {
        var text = line.length() > 3 ? line.substring(3) : "";
        return switch (line.substring(0, 2)) {
            case "N:" -> new Step(Who.NODE, text, number);
            case "L:" -> new Step(Who.LISTENER, text, number);
            case "H:" -> new Step(Who.HOP, octets(text), number);
            case "C:" -> new Step(Who.CLIENT, octets(text) + "\r\n", number);
            case "C>" -> new Step(Who.CLIENT, octets(text), number);
            case "B:" -> new Step(Who.CLIENT, chunk(octets(text), ""), number);
            case "B." -> new Step(Who.CLIENT, chunk(octets(text), " LAST"), number);
            case "S:" -> new Step(Who.REPLY, octets(text), number);
            case "M:" -> new Step(Who.MESSAGE, octets(text), number);
            case "R:" -> new Step(Who.RELAYED, octets(text), number);
            default -> throw new IllegalArgumentException("line " + number + " is none of N: L: H: C: C> B: B. S: M: R:");
        };
    }

    private static String chunk(String octets, String last) {
        return "BDAT " + octets.length() + last + "\r\n" + octets;
    }

    private static String octets(String text) {
        var repeated = MANY.matcher(text).replaceAll(
                many -> Matcher.quoteReplacement(many.group(1).repeat(Integer.parseInt(many.group(2)))));
        var plain = repeated.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        return OCTET.matcher(plain).replaceAll(
                octet -> Matcher.quoteReplacement("" + (char) Integer.parseInt(octet.group(1), 16)));
    }

    public List<Step> of(Who who) {
        return steps.stream().filter(step -> step.who() == who).toList();
    }
}
