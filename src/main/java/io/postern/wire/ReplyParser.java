package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;

/**
 * Reads a next hop's replies (RFC 5321 §4.2) out of octets that arrive cut anywhere. Lenient where the field is: a code
 * without text. Everything else is babble: a line that does not end with CRLF or is longer than {@link #MAX_LINE_OCTETS}, a
 * code outside 200 to 599, lines of one reply with different codes, more than {@link #MAX_LINES} lines. After babble the
 * parser must not be used again, for nobody knows where the next reply starts.
 */
public final class ReplyParser {

    /** RFC 5321 §4.5.3.1.5 allows 512; the field sends more. CRLF not counted. */
    public static final int MAX_LINE_OCTETS = 4096;

    public static final int MAX_LINES = 100;

    private byte[] line = new byte[256];
    private int length;
    private boolean afterCr;
    private int code;
    private Optional<EnhancedStatus> status = Optional.empty();
    private List<String> lines = List.of();

    /**
     * The next reply in {@code octets}, or empty if it is not complete yet; takes from the buffer what it has read. What
     * follows a complete reply stays in the buffer.
     */
    public Optional<ParsedReply> next(ByteBuf octets) {
        while (octets.isReadable()) {
            byte octet = octets.readByte();
            if (afterCr) {
                if (octet != '\n') {
                    return babble("CR without LF");
                }
                afterCr = false;
                var parsed = endOfLine();
                length = 0;
                if (parsed.isPresent()) {
                    return parsed;
                }
            } else if (octet == '\r') {
                afterCr = true;
            } else if (octet == '\n') {
                return babble("LF without CR");
            } else if (length == MAX_LINE_OCTETS) {
                return babble("endless line");
            } else {
                add(octet);
            }
        }
        return Optional.empty();
    }

    /** Whether a reply has begun and is not complete. */
    public boolean midReply() {
        return length > 0 || afterCr || code != 0;
    }

    private void add(byte octet) {
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(length * 4, MAX_LINE_OCTETS));
        }
        line[length++] = octet;
    }

    private Optional<ParsedReply> endOfLine() {
        int lineCode = codeOfLine();
        boolean more = length > 3 && line[3] == '-';
        if (lineCode < 0 || length > 3 && line[3] != ' ' && !more) {
            return babble("not a reply");
        }
        if (code != 0 && code != lineCode) {
            return babble("codes " + code + " and " + lineCode + " in one reply");
        }
        var text = textOfLine(lineCode);
        if (!more && lines.isEmpty()) {
            return complete(new Reply(lineCode, status, List.of(text)));
        }
        if (lines.isEmpty()) {
            lines = new ArrayList<>();
        }
        if (lines.size() == MAX_LINES) {
            return babble("endless reply");
        }
        code = lineCode;
        lines.add(text);
        return more ? Optional.empty() : complete(new Reply(lineCode, status, lines));
    }

    private Optional<ParsedReply> complete(Reply reply) {
        code = 0;
        status = Optional.empty();
        lines = List.of();
        return Optional.of(new ParsedReply.Complete(reply));
    }

    private int codeOfLine() {
        if (length < 3 || line[0] < '2' || line[0] > '5' || !isDigit(line[1]) || !isDigit(line[2])) {
            return -1;
        }
        return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /**
     * The text without code and enhanced status, each other than printable octet as a question mark. A status whose class
     * is not the code's is text.
     */
    private String textOfLine(int lineCode) {
        int start = Math.min(length, 4);
        for (int i = start; i < length; i++) {
            if (line[i] < ' ' && line[i] >= 0 || line[i] == 0x7f) {
                line[i] = '?';
            }
        }
        if (length > start + 4 && line[start] == line[0] && line[start + 1] == '.') {
            var text = new String(line, start, length - start, StandardCharsets.UTF_8);
            var found = EnhancedStatus.at(text);
            if (found.isPresent() && found.get().statusClass() == lineCode / 100) {
                if (status.isEmpty()) {
                    status = found;
                }
                int space = text.indexOf(' ');
                return space < 0 ? "" : text.substring(space + 1);
            }
            return text;
        }
        return length == start ? "" : new String(line, start, length - start, StandardCharsets.UTF_8);
    }

    private static Optional<ParsedReply> babble(String why) {
        return Optional.of(new ParsedReply.Babble(why));
    }
}
