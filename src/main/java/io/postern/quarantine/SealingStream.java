package io.postern.quarantine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads what an encrypting output stream makes of a content, a chunk at a time. */
final class SealingStream extends InputStream {

    private static final int CHUNK_OCTETS = 64 << 10;

    interface Sealing {

        OutputStream into(OutputStream sealed) throws IOException;
    }

    private final InputStream content;
    private final byte[] chunk = new byte[CHUNK_OCTETS];
    private final ByteArrayOutputStream made = new ByteArrayOutputStream(CHUNK_OCTETS + 1024);
    private final OutputStream seal;
    private byte[] ready = new byte[0];
    private int given;
    private boolean ended;

    SealingStream(InputStream content, Sealing sealing) throws IOException {
        this.content = content;
        this.seal = sealing.into(made);
    }

    @Override
    public int read() throws IOException {
        return isReady() ? ready[given++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!isReady()) {
            return -1;
        }
        int count = Math.min(length, ready.length - given);
        System.arraycopy(ready, given, octets, from, count);
        given += count;
        return count;
    }

    private boolean isReady() throws IOException {
        while (given == ready.length && !ended) {
            int read = content.read(chunk);
            if (read < 0) {
                ended = true;
                seal.close();
            } else {
                seal.write(chunk, 0, read);
            }
            ready = made.toByteArray();
            given = 0;
            made.reset();
        }
        return given < ready.length;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
