package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

import io.netty.buffer.ByteBuf;

/**
 * Counts the Received fields at the head of a message, and those that we wrote (RFC 5321 §6.3), while the message comes
 * in, and looks for Authentication-Results in our name. Looks only at the header section; reads, never consumes.
 */
public final class TraceFields {

    private static final String RECEIVED = "received";
    /** A Received field past this length is judged by its beginning, one of Authentication-Results as if it were ours. */
    private static final int MAX_FIELD_OCTETS = 1000;

    private final Set<String> ourNames;
    private final Set<String> resultsNames;
    private final FirstLine first = new FirstLine();
    private final byte[] field = new byte[MAX_FIELD_OCTETS];
    private int fieldOctets;
    /** What the field may be called, by its first octet. */
    private String name = RECEIVED;
    /** False from the first octet by which the field's name differs. */
    private boolean relevant;
    private boolean atLineStart = true;
    private boolean afterLineDot;
    private boolean over;
    private int all;
    private int ours;
    private boolean resultsOfOurs;

    /** {@code ourNames} of Received, {@code resultsNames} of Authentication-Results, both in lower case. */
    public TraceFields(Set<String> ourNames, Set<String> resultsNames) {
        this.ourNames = ourNames;
        this.resultsNames = resultsNames;
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
        if (fieldOctets <= name.length()) {
            relevant = belongsToName(Character.toLowerCase(octet & 0xFF));
        }
        if (fieldOctets < MAX_FIELD_OCTETS) {
            field[fieldOctets++] = octet;
        }
    }

    private boolean belongsToName(int lower) {
        if (fieldOctets == 0) {
            name = lower == 'r' ? RECEIVED : ResultsClaim.FIELD;
        }
        // RFC 5322 §4.5: white space before the colon; whoever unfolds first finds it in a line end, too
        return fieldOctets < name.length() ? lower == name.charAt(fieldOctets) : lower == ':' || Character.isWhitespace(lower);
    }

    private void endField() {
        if (relevant && fieldOctets > name.length()) {
            endField(new String(field, 0, fieldOctets, StandardCharsets.ISO_8859_1));
        }
        fieldOctets = 0;
        relevant = true;
    }

    private void endField(String text) {
        if (fieldOctets == MAX_FIELD_OCTETS && name.equals(ResultsClaim.FIELD)) {
            resultsOfOurs = true; // whose it is may stand further on, and who takes out what is ours sees all of it
            return;
        }
        int colon = text.indexOf(':');
        if (colon < 0 || !text.substring(name.length(), colon).isBlank()) {
            return;
        }
        var value = text.substring(colon + 1);
        if (name.equals(RECEIVED)) {
            all++;
            ours += isOurs(value) ? 1 : 0;
        } else {
            resultsOfOurs |= ResultsClaim.isOf(resultsNames, value);
        }
    }

    /** RFC 5321 §4.4: the first {@code by} that is neither in a comment nor the name that follows {@code from}. */
    private boolean isOurs(String value) {
        var words = Comments.removed(value).toLowerCase(Locale.ROOT).strip().split("[\\s;]+");
        boolean namesClient = words.length > 0 && words[0].equals("from");
        for (int i = namesClient ? 2 : 0; i + 1 < words.length; i++) {
            if (words[i].equals("by")) {
                return ourNames.contains(words[i + 1]);
            }
        }
        return false;
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

    /** Whether there may be a field of Authentication-Results that claims to be ours (RFC 8601 §5). */
    public boolean hasResultsOfOurs() {
        return resultsOfOurs;
    }
}
