package io.postern.authentic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes a message apart: the header fields first, then the body. */
final class HeaderReader {

    /** As much as a node takes by default. */
    private static final int MAX_HEADER_OCTETS = 1 << 20;
    private static final int MAX_FIELDS = 5_000;
    private static final int PIECE_OCTETS = 16 << 10;

    private final InputStream content;
    private final byte[] piece = new byte[PIECE_OCTETS];
    private final StringBuilder line = new StringBuilder();
    private int next;
    private int filled;
    private byte[] rest = {};
    private boolean cut;

    HeaderReader(InputStream content) {
        this.content = content;
    }

    List<Field> fields() throws IOException {
        var fields = new ArrayList<Field>();
        var field = new StringBuilder();
        int octets = 0;
        while (readLine()) {
            int length = lengthWithoutEnd();
            if (length == 0) {
                break;
            }
            boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            if (fields.isEmpty() && field.isEmpty() && (folded || line.indexOf(":") < 1)) {
                rest = line.toString().getBytes(StandardCharsets.ISO_8859_1); // no header at all: the body begins here
                break;
            }
            if (folded) {
                field.append("\r\n");
            } else {
                end(field, fields);
            }
            octets += line.length();
            cut = octets > MAX_HEADER_OCTETS || fields.size() == MAX_FIELDS;
            if (cut) {
                break;
            }
            field.append(line, 0, length);
        }
        end(field, fields);
        return List.copyOf(fields);
    }

    /** Whether there were more fields than are looked at: then those that {@link #fields} gave are not all. */
    boolean isCut() {
        return cut;
    }

    private static void end(StringBuilder field, List<Field> fields) {
        if (!field.isEmpty()) {
            fields.add(new Field(field.toString()));
            field.setLength(0);
        }
    }

    private int lengthWithoutEnd() {
        int length = line.length();
        if (line.charAt(length - 1) != '\n') {
            return length;
        }
        return length > 1 && line.charAt(length - 2) == '\r' ? length - 2 : length - 1;
    }

    /**
     * The next line with its end; {@code false} at the end of the message. A bare LF, as binary messages may have, ends one too.
     * One without end is longer than all fields may be.
     */
    private boolean readLine() throws IOException {
        line.setLength(0);
        while (line.length() <= MAX_HEADER_OCTETS) {
            if (next == filled && !fill()) {
                break;
            }
            line.append((char) (piece[next++] & 0xFF));
            if (line.charAt(line.length() - 1) == '\n') {
                break;
            }
        }
        return !line.isEmpty();
    }

    private boolean fill() throws IOException {
        next = 0;
        filled = Math.max(0, content.read(piece));
        return filled > 0;
    }

    /** At least one octet, or -1 at the end. {@code into} has at least as much room as a piece of ours. */
    int readBody(byte[] into) throws IOException {
        if (rest.length > 0) {
            int length = Math.min(rest.length, into.length);
            System.arraycopy(rest, 0, into, 0, length);
            rest = Arrays.copyOfRange(rest, length, rest.length);
            return length;
        }
        if (next == filled && !fill()) {
            return -1;
        }
        int length = Math.min(filled - next, into.length);
        System.arraycopy(piece, next, into, 0, length);
        next += length;
        return length;
    }
}
