package io.postern.message;

import java.io.ByteArrayOutputStream;

import io.netty.buffer.ByteBuf;

/** Reads a body's header section, as it is held, out of slices that are cut anywhere. */
final class SectionReader {

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private boolean atLineStart = true;
    private boolean over;

    /** Takes from {@code slice} what belongs to the section: all of it, or what stands before the empty line. Not after that. */
    void take(ByteBuf slice) {
        var some = new byte[end(slice) - slice.readerIndex()];
        slice.readBytes(some);
        octets.writeBytes(some);
    }

    /** Whether the empty line has come. */
    boolean isOver() {
        return over;
    }

    byte[] octets() {
        return octets.toByteArray();
    }

    /** The index of the empty line, or behind the slice. */
    private int end(ByteBuf slice) {
        for (int i = slice.readerIndex(); i < slice.writerIndex(); i++) {
            byte octet = slice.getByte(i);
            if (atLineStart && (octet == '\r' || octet == '\n')) {
                over = true;
                return i;
            }
            atLineStart = octet == '\n';
        }
        return slice.writerIndex();
    }
}
