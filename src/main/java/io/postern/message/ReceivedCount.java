package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import io.netty.buffer.ByteBuf;

/**
 * Counts the Received fields at the head of a message, and those that we wrote (RFC 5321 §6.3), while the message comes
 * in. Looks only at the header section; reads, never consumes.
 */
public final class ReceivedCount {

    private static final String FIELD = "received:";
    /** A field past this length is judged by its beginning. */
    private static final int MAX_FIELD_OCTETS = 1000;

    private final Set<String> ourNames;
    private final FirstLine first = new FirstLine();
    private final byte[] field = new byte[MAX_FIELD_OCTETS];
    private int fieldOctets;
    /** False from the first octet by which the field's name differs. */
    private boolean relevant;
    private boolean atLineStart = true;
    private boolean afterLineDot;
    private boolean over;
    private int all;
    private int ours;

    /** {@code ourNames} in lower case. */
    public ReceivedCount(Set<String> ourNames) {
        this.ourNames = ourNames;
    }

    /**
     * The next {@code length} octets of the message, in either form; returns how many of them are of its header section.
     * A dot that starts a line is stuffing, needed or not (RFC 5321 §4.5.2); no field of a content starts with one.
     */
    public int look(ByteBuf buffer, int index, int length) {
        if (over) {
            return 0;
        }
        first.look(buffer, index, length);
        int end = index + length;
        for (int i = index; i < end; i++) {
            byte octet = buffer.getByte(i);
            if (atLineStart && octet == '.' && !afterLineDot) {
                afterLineDot = true;
                continue;
            }
            afterLineDot = false;
            if (atLineStart && octet != ' ' && octet != '\t') {
                endField();
                if (octet == '\r' || octet == '\n') {
                    over = true;
                    return i - index;
                }
            }
            atLineStart = octet == '\n';
            if (relevant) {
                keep(octet);
            } else if (!atLineStart) {
                int newline = buffer.indexOf(i, end, (byte) '\n');
                atLineStart = newline >= 0;
                i = newline < 0 ? end : newline;
            }
        }
        return length;
    }

    /** The message is complete: its last field too, if no empty line ended the header section. */
    public void end() {
        if (!over) {
            endField();
            over = true;
        }
    }

    private void keep(byte octet) {
        relevant = fieldOctets >= FIELD.length() || Character.toLowerCase(octet & 0xFF) == FIELD.charAt(fieldOctets);
        if (fieldOctets < MAX_FIELD_OCTETS) {
            field[fieldOctets++] = octet;
        }
    }

    private void endField() {
        if (relevant && fieldOctets >= FIELD.length()) {
            all++;
            if (isOurs(new String(field, 0, fieldOctets, StandardCharsets.ISO_8859_1))) {
                ours++;
            }
        }
        fieldOctets = 0;
        relevant = true;
    }

    /** RFC 5321 §4.4: the first {@code by} that is neither in a comment nor the name that follows {@code from}. */
    private boolean isOurs(String text) {
        var words = withoutComments(text.substring(FIELD.length())).toLowerCase(Locale.ROOT).strip().split("[\\s;]+");
        boolean namesClient = words.length > 0 && words[0].equals("from");
        for (int i = namesClient ? 2 : 0; i + 1 < words.length; i++) {
            if (words[i].equals("by")) {
                return ourNames.contains(words[i + 1]);
            }
        }
        return false;
    }

    /** RFC 5322 §3.2.2: they nest, and a backslash takes the meaning from what follows it. */
    private static String withoutComments(String text) {
        var rest = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
                rest.append(' ');
            } else if (depth == 0) {
                rest.append(c);
            } else if (c == ')') {
                depth--;
            } else if (c == '\\') {
                i++;
            }
        }
        return rest.toString();
    }

    /** Whether our own field must be set apart from the message by an empty line, for no field follows it. */
    public boolean isHeadless() {
        return first.isHeadless();
    }

    public int all() {
        return all;
    }

    public int ours() {
        return ours;
    }
}
