package io.postern.scan;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes a stream on and searches all that is read through it for the EICAR string. */
final class WatchedStream extends FilterInputStream {

    private final EicarSearch search;

    WatchedStream(InputStream in, EicarSearch search) {
        super(in);
        this.search = search;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) {
            search.feed(new byte[] {(byte) octet}, 0, 1);
        }
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            search.feed(target, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads to the end. */
    void drain(byte[] buffer) throws IOException {
        while (read(buffer, 0, buffer.length) >= 0) {
            if (search.found()) {
                return;
            }
        }
    }
}
