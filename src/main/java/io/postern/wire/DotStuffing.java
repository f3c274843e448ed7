package io.postern.wire;

import io.netty.buffer.ByteBuf;

/**
 * Transparency of RFC 5321 §4.5.2 in either direction, over any split: {@link #stuffing} turns content into wire form,
 * {@link #unstuffing} wire form into content. A line starts after CRLF and at the very beginning, nowhere else. Neither
 * writes or expects the terminator. One instance serves one message, from its first octet on.
 */
public final class DotStuffing {

    private final boolean adding;
    private boolean afterCr;
    private boolean atLineStart = true;

    private DotStuffing(boolean adding) {
        this.adding = adding;
    }

    public static DotStuffing stuffing() {
        return new DotStuffing(true);
    }

    public static DotStuffing unstuffing() {
        return new DotStuffing(false);
    }

    /** Reads all of {@code from} and writes it transformed to {@code to}, which must be able to grow. */
    public void transform(ByteBuf from, ByteBuf to) {
        int start = from.readerIndex();
        int end = from.writerIndex();
        int at = start;
        while (at < end) {
            if (atLineStart && from.getByte(at) == '.') {
                // what follows is written from the dot on (once more), or from behind it
                to.writeBytes(from, start, adding ? at + 1 - start : at - start);
                start = adding ? at : at + 1;
            }
            at = afterLine(from, at, end);
        }
        to.writeBytes(from, start, end - start);
        from.readerIndex(end);
    }

    /** Behind the next LF, which is looked for in words of eight octets; only what follows CRLF begins a line. */
    private int afterLine(ByteBuf from, int at, int end) {
        int newline = from.indexOf(at, end, (byte) '\n');
        if (newline < 0) {
            atLineStart = false;
            afterCr = from.getByte(end - 1) == '\r';
            return end;
        }
        atLineStart = newline > from.readerIndex() ? from.getByte(newline - 1) == '\r' : afterCr;
        afterCr = false;
        return newline + 1;
    }
}
