package io.postern.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a client that knows the rules of SMTP expects to hear for the octets it has sent: for each line one reply, after 354
 * none before the terminator, after a chunk one. Replies that break the rules are an {@link AssertionError}.
 */
final class Expectation {

    private static final int COMMAND_OCTETS = 2048;
    private static final Pattern BDAT = Pattern.compile("(?i)BDAT (\\d{1,18})( LAST)? *\r\n");

    private enum State { GREETING, COMMAND, DATA, PER_RECIPIENT, OPAQUE, CLOSING }

    private final StringBuilder sent = new StringBuilder();
    private final List<String> accepted = new ArrayList<>();
    private final StringBuilder chunks = new StringBuilder();
    private State state = State.GREETING;
    private int at;
    private int recipients;
    private int owedPerRecipient;
    private final boolean chunking;
    private boolean derailed;
    private boolean greeted;
    private String message = "";

    /** {@code chunking}: the node takes BDAT, announced to this client or not. */
    Expectation(boolean chunking) {
        this.chunking = chunking;
    }

    void sent(String octets) {
        sent.append(octets);
    }

    String sent() {
        return sent.toString();
    }

    /** Contents of the messages that were answered with 2xx, in order. */
    List<String> accepted() {
        return accepted;
    }

    /** Whether the node may close now: it has said its last word, or cannot tell where the next command begins. */
    boolean isClosing() {
        return state == State.CLOSING || derailed;
    }

    /** Whether the last word was said. */
    boolean isOver() {
        return state == State.CLOSING;
    }

    /** Whether what follows on the wire is a new command. */
    boolean isAtCommand() {
        return state == State.COMMAND && at == sent.length();
    }

    /** Nothing is known any more: TLS was begun. */
    boolean isOpaque() {
        return state == State.OPAQUE;
    }

    /** Whether a reply must come now. */
    boolean isOwed() {
        return switch (state) {
            case GREETING, PER_RECIPIENT -> true;
            case COMMAND -> {
                int end = sent.indexOf("\n", at);
                yield end >= 0 && end + 1 + chunkAfter(line(end)) <= sent.length();
            }
            case DATA -> NaiveData.of(sent.substring(at)).finished();
            case OPAQUE, CLOSING -> false;
        };
    }

    void heard(int code) {
        check(state != State.CLOSING, code + " after the last word");
        if (code == 421) {
            state = State.CLOSING;
            return;
        }
        switch (state) {
            case GREETING -> {
                check(code == 220 || code == 554, code + " as a greeting");
                state = code == 220 ? State.COMMAND : State.CLOSING;
            }
            case COMMAND -> command(code);
            case DATA -> endOfData(code);
            case PER_RECIPIENT -> {
                if (--owedPerRecipient < 0) {
                    finished(code);
                } else {
                    check(code == 250 || code >= 400, code + " for a recipient");
                }
            }
            default -> { }
        }
    }

    private void command(int code) {
        int end = sent.indexOf("\n", at);
        check(end >= 0, code + " to nothing");
        var line = line(end);
        boolean sound = line.endsWith("\r\n") && line.length() <= COMMAND_OCTETS
                && line.chars().limit(line.length() - 2).noneMatch(c -> c < ' ' || c == 0x7F);
        var verb = line.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
        check(code >= 500 || code >= 400 && sound || sound && isPositive(verb, code), code + " to " + verb);
        int chunk = (int) chunkAfter(line);
        derailed = chunking && line.regionMatches(true, 0, "BDAT", 0, 4) && !BDAT.matcher(line).matches();
        // who sends on before it is greeted, or behind its greeting, is told so and left (RFC 2920 §3.1)
        boolean greets = verb.equals("EHLO") || verb.equals("HELO");
        derailed |= code == 503 && (greets || !greeted) && end + 1 < sent.length();
        greeted |= greets && code == 250;
        at = end + 1;
        obeyed(verb, line, code);
        if (chunking && BDAT.matcher(line).matches()) {
            chunk(line, chunk, code);
        }
    }

    private void obeyed(String verb, String line, int code) {
        if (code >= 400) {
            return;
        }
        switch (verb) {
            case "EHLO", "HELO", "RSET" -> reset();
            case "MAIL" -> recipients = 0;
            case "RCPT" -> recipients++;
            case "DATA" -> state = State.DATA;
            case "QUIT" -> state = State.CLOSING;
            case "STARTTLS" -> state = State.OPAQUE;
            case "XCLIENT" -> state = State.COMMAND;
            default -> check(!line.isEmpty(), "a reply to nothing");
        }
    }

    /** RFC 3030 §2: the octets follow whatever the answer is. */
    private void chunk(String line, int octets, int code) {
        int end = Math.min(sent.length(), at + octets);
        check(at + octets <= sent.length() || code == 552, code + " before the end of a chunk");
        chunks.append(sent, at, end);
        at = end;
        var bdat = BDAT.matcher(line);
        if (bdat.matches() && bdat.group(2) != null) {
            message = chunks.toString();
            ended(code);
        } else if (code >= 400) {
            chunks.setLength(0);
        }
    }

    private void endOfData(int code) {
        var data = NaiveData.of(sent.substring(at));
        if (!data.finished()) {
            check(code == 552, code + " before the end of data");
            state = State.CLOSING;
            return;
        }
        message = data.content();
        at += data.length();
        ended(code);
    }

    private void ended(int code) {
        if (code == 353) {
            state = State.PER_RECIPIENT;
            owedPerRecipient = recipients;
        } else {
            finished(code);
        }
    }

    private void finished(int code) {
        check(code == 250 || code >= 400, code + " to the end of data");
        if (code == 250) {
            accepted.add(message);
        }
        state = State.COMMAND;
        reset();
    }

    private void reset() {
        chunks.setLength(0);
        recipients = 0;
    }

    private String line(int end) {
        return sent.substring(at, end + 1);
    }

    private long chunkAfter(String line) {
        var bdat = BDAT.matcher(line);
        return chunking && bdat.matches() ? Math.min(Integer.MAX_VALUE / 2, Long.parseLong(bdat.group(1))) : 0;
    }

    private static boolean isPositive(String verb, int code) {
        return switch (verb) {
            case "EHLO", "HELO", "MAIL", "RSET", "NOOP" -> code == 250;
            case "BDAT" -> code == 250 || code == 353;
            case "RCPT" -> code == 250 || code == 251;
            case "DATA" -> code == 354;
            case "QUIT" -> code == 221;
            case "VRFY" -> code == 252 || code == 250;
            case "HELP" -> code == 214 || code == 211;
            case "STARTTLS", "XCLIENT" -> code == 220;
            default -> false;
        };
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
