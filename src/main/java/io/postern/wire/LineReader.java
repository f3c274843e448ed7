package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * Cuts lines out of what arrives, however it was split. An unfinished line is kept here, never more than the limit, so
 * that the buffer it came in can be released.
 */
public final class LineReader {

    /** Far over RFC 5321 §4.5.3.1.4 (512 octets) with the additions of all extensions. */
    public static final int COMMAND_OCTETS = 2048;

    /** What the buffer held next. */
    public sealed interface Read {

        /** A line without its CRLF, one character per octet (ISO 8859-1). */
        record Line(String text) implements Read {
        }

        /** A line over the limit; it has been passed over to its end. {@code verb}: its first four octets. */
        record TooLong(String verb) implements Read {
        }

        /** A line that ended in LF alone, which is no line (RFC 5321 §2.3.8); {@code text} is without it. */
        record BareNewline(String text) implements Read {
        }

        /** The buffer is used up, no line is complete. */
        record Incomplete() implements Read {
        }
    }

    private static final int VERB_OCTETS = 4;

    private static final Read INCOMPLETE = new Read.Incomplete();

    private static final byte[] NOTHING = {};

    private final int maxOctets;
    private byte[] partial = NOTHING;
    private int partialOctets;
    private boolean tooLong;
    private String verb = "";

    /** {@code maxOctets} counts the line with its CRLF. */
    public LineReader(int maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Takes one line from the buffer's readable octets and leaves what follows it. */
    public Read next(ByteBuf buffer) {
        int length = buffer.bytesBefore((byte) '\n');
        if (length < 0) {
            keep(buffer, buffer.readableBytes());
            return INCOMPLETE;
        }
        if (partialOctets == 0 && !tooLong && length < maxOctets) {
            var read = line(length > 0 && buffer.getByte(buffer.readerIndex() + length - 1) == '\r',
                    buffer, length);
            buffer.skipBytes(length + 1);
            return read;
        }
        keep(buffer, length + 1);
        return kept();
    }

    /** True if octets of an unfinished line are kept: plaintext that came before TLS must not be (RFC 3207 §6). */
    public boolean hasPartial() {
        return partialOctets > 0 || tooLong;
    }

    private static Read line(boolean crlf, ByteBuf buffer, int length) {
        var text = buffer.toString(buffer.readerIndex(), crlf ? length - 1 : length, StandardCharsets.ISO_8859_1);
        return crlf ? new Read.Line(text) : new Read.BareNewline(text);
    }

    private void keep(ByteBuf buffer, int octets) {
        if (tooLong || partialOctets + octets > maxOctets) {
            if (!tooLong) {
                verb = verb(buffer);
            }
            tooLong = true;
            partialOctets = 0;
            buffer.skipBytes(octets);
            return;
        }
        if (partialOctets + octets > partial.length) {
            partial = Arrays.copyOf(partial, Math.min(maxOctets, Math.max(64, 2 * (partialOctets + octets))));
        }
        buffer.readBytes(partial, partialOctets, octets);
        partialOctets += octets;
    }

    private String verb(ByteBuf buffer) {
        int ofPartial = Math.min(VERB_OCTETS, partialOctets);
        return new String(partial, 0, ofPartial, StandardCharsets.ISO_8859_1)
                + buffer.toString(buffer.readerIndex(), VERB_OCTETS - ofPartial, StandardCharsets.ISO_8859_1);
    }

    private Read kept() {
        int octets = partialOctets;
        boolean dropped = tooLong;
        partialOctets = 0;
        tooLong = false;
        if (dropped) {
            return new Read.TooLong(verb);
        }
        boolean crlf = octets >= 2 && partial[octets - 2] == '\r';
        var text = new String(partial, 0, crlf ? octets - 2 : octets - 1, StandardCharsets.ISO_8859_1);
        return crlf ? new Read.Line(text) : new Read.BareNewline(text);
    }
}
