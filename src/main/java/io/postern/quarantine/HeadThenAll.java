package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The beginning of something that is fetched; who reads past it gets the rest, of a second fetch. */
final class HeadThenAll extends InputStream {

    interface Fetch {

        Optional<InputStream> all() throws IOException;
    }

    private InputStream current;
    private final int headOctets;
    private final Fetch fetch;
    private int given;
    private boolean second;

    HeadThenAll(InputStream head, int headOctets, Fetch fetch) {
        this.current = head;
        this.headOctets = headOctets;
        this.fetch = fetch;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
        int read = current.read(octets, from, length);
        if (read >= 0) {
            given += second ? 0 : read;
            return read;
        }
        if (second || given < headOctets) {
            return -1;
        }
        second = true;
        current.close();
        current = fetch.all().orElseGet(InputStream::nullInputStream);
        current.skipNBytes(headOctets);
        return current.read(octets, from, length);
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
