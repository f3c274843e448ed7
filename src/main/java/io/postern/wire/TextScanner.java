package io.postern.wire;

import io.netty.buffer.ByteBuf;

/**
 * What a message's octets are found to be while they come in, over any split of them into buffers. Nothing is copied and
 * no index is moved.
 *
 * <p>Only octets below 14 and what follows CRLF matter to the state machines. In the middle of a line, eight octets are
 * looked at in one step until one of them is so low, so a line of ordinary text costs three single steps. The test
 * {@code (w - 0x0E…) & ~w & 0x80…} marks octets below 0x0E; its lowest mark is always a true one.
 */
public abstract sealed class TextScanner permits DataScanner, ChunkScanner {

    static final int MIDDLE = 0;
    static final int CR = 1;
    static final int LINE_START = 2;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x80L * ONES;
    private static final long LIMITS = 0x0EL * ONES;

    private long lineStart;
    private long longestLine;
    private boolean bareCr;
    private boolean bareLf;
    private boolean nul;
    private boolean eightBit;

    public final boolean bareCr() {
        return bareCr;
    }

    public final boolean bareLf() {
        return bareLf;
    }

    public final boolean nul() {
        return nul;
    }

    public final boolean eightBit() {
        return eightBit;
    }

    /** Octets of the longest line that is complete, without its CRLF and the dot that transparency put before it. */
    public final long longestLine() {
        return longestLine;
    }

    /** Where the octets from {@code from} on cease to be plain, or not long before. */
    final int afterPlain(ByteBuf buffer, int from, int end) {
        int at = from;
        long seen = 0;
        while (at <= end - Long.BYTES) {
            long word = buffer.getLongLE(at);
            long low = (word - LIMITS) & ~word & HIGH_BITS;
            if (low != 0) {
                int plain = Long.numberOfTrailingZeros(low) >>> 3;
                seen |= word & ((1L << 8 * plain) - 1);
                at += plain;
                break;
            }
            seen |= word;
            at += Long.BYTES;
        }
        eightBit |= (seen & HIGH_BITS) != 0;
        return at;
    }

    final int inLine(byte octet) {
        if (octet == '\r') {
            return CR;
        }
        bareLf |= octet == '\n';
        nul |= octet == 0;
        eightBit |= octet < 0;
        return MIDDLE;
    }

    final void bareCrSeen() {
        bareCr = true;
    }

    /** The first octet of this line is stuffing. */
    final void stuffed() {
        lineStart++;
    }

    /** {@code at}: how many octets there were so far, the line's end included. */
    final void endLine(long at, int endOctets) {
        longestLine = Math.max(longestLine, at - endOctets - lineStart);
        lineStart = at;
    }
}
