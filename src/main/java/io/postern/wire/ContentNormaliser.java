package io.postern.wire;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Turns each bare CR and bare LF of content, as BDAT carries it, into CRLF, over any split. Dots have no meaning here:
 * where a repaired line begins with one, whoever writes the content as DATA doubles it. A CR that comes last in a buffer is
 * held back until the next one shows what it is.
 */
public final class ContentNormaliser {

    private final ByteBufAllocator allocator;
    private boolean heldCr;

    public ContentNormaliser(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes over {@code octets}; the repaired ones are the caller's, the same buffer if there is nothing to repair. */
    public ByteBuf normalise(ByteBuf octets) {
        if (!heldCr && isFaultless(octets)) {
            return octets;
        }
        var repaired = allocator.buffer(octets.readableBytes() + 64);
        while (octets.isReadable()) {
            step(octets.readByte(), repaired);
        }
        octets.release();
        return repaired;
    }

    /** The content is complete: what was held back, with one reference for the caller. */
    public Optional<ByteBuf> end() {
        return heldCr ? Optional.of(allocator.buffer(2).writeByte('\r').writeByte('\n')) : Optional.empty();
    }

    /** Line by line: each ends with CRLF and has no other CR. Both are looked for in words of eight octets. */
    private static boolean isFaultless(ByteBuf octets) {
        int end = octets.writerIndex();
        int at = octets.readerIndex();
        for (int lf = octets.indexOf(at, end, (byte) '\n'); lf >= 0; lf = octets.indexOf(at, end, (byte) '\n')) {
            if (lf == at || octets.indexOf(at, lf, (byte) '\r') != lf - 1) {
                return false;
            }
            at = lf + 1;
        }
        return octets.indexOf(at, end, (byte) '\r') < 0;
    }

    private void step(byte octet, ByteBuf to) {
        boolean newline = heldCr || octet == '\n';
        if (newline) {
            to.writeByte('\r').writeByte('\n');
        }
        boolean ofPair = heldCr && octet == '\n';
        heldCr = octet == '\r' && !ofPair;
        if (octet != '\r' && octet != '\n') {
            to.writeByte(octet);
        }
    }
}
