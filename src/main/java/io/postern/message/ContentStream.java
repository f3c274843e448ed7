package io.postern.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A body's content, file part first, with the stuffed dots of the wire form left out (RFC 5321 §4.5.2). */
final class ContentStream extends InputStream {

    private static final int BLOCK_OCTETS = 16 << 10;

    private final Body body;
    private final byte[] block = new byte[BLOCK_OCTETS];
    private long filePosition;
    private int slice;
    private int sliceOffset;
    private int next;
    private int end;
    private boolean afterCr;
    private boolean atLineStart = true;

    ContentStream(Body body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int octets = Math.min(length, end - next);
        System.arraycopy(block, next, into, offset, octets);
        next += octets;
        return octets;
    }

    @Override
    public int available() {
        return end - next;
    }

    private boolean fill() throws IOException {
        while (next == end) {
            int octets = readHeld();
            if (octets == 0) {
                return false;
            }
            next = 0;
            end = body.form() == Body.Form.WIRE ? unstuff(octets) : octets;
        }
        return true;
    }

    /** Each block is read under a reference of its own: the memory behind it may be another body's after the last release. */
    private int readHeld() throws IOException {
        if (!body.tryRetain()) {
            throw new IOException("body was released");
        }
        try {
            return copyHeld();
        } finally {
            body.release();
        }
    }

    private int copyHeld() throws IOException {
        if (filePosition < body.fileOctets()) {
            int octets = (int) Math.min(BLOCK_OCTETS, body.fileOctets() - filePosition);
            int read = body.file().orElseThrow().read(filePosition, block, 0, octets);
            if (read <= 0) {
                throw new IOException("temporary file is shorter than what was written to it");
            }
            filePosition += read;
            return read;
        }
        if (slice == body.heldSlices().size()) {
            return 0;
        }
        var from = body.heldSlices().get(slice);
        int octets = Math.min(BLOCK_OCTETS, from.readableBytes() - sliceOffset);
        from.getBytes(from.readerIndex() + sliceOffset, block, 0, octets);
        sliceOffset += octets;
        if (sliceOffset == from.readableBytes()) {
            slice++;
            sliceOffset = 0;
        }
        return octets;
    }

    /** In place; returns the octets left. */
    private int unstuff(int octets) {
        int to = 0;
        for (int from = 0; from < octets; from++) {
            byte octet = block[from];
            if (!atLineStart || octet != '.') {
                block[to++] = octet;
            }
            atLineStart = afterCr && octet == '\n';
            afterCr = octet == '\r';
        }
        return to;
    }
}
