package io.postern.quarantine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Content that must have a given SHA-256; the end is not told before that is so. */
final class DigestedStream extends FilterInputStream {

    private final String id;
    private final String expected;
    private boolean proved;

    DigestedStream(String id, InputStream content, String expectedHex) {
        super(new DigestInputStream(content, Packing.sha256()));
        this.id = id;
        this.expected = expectedHex;
    }

    @Override
    public int read() throws IOException {
        return checked(super.read());
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
        return checked(super.read(octets, from, length));
    }

    /** What is skipped would not be counted. */
    @Override
    public long skip(long octets) throws IOException {
        return readNBytes(Math.clamp(octets, 0, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int checked(int read) throws IOException {
        if (read < 0 && !proved) {
            var digest = ((DigestInputStream) in).getMessageDigest().digest();
            if (!HexFormat.of().formatHex(digest).equals(expected)) {
                throw new DamagedMessage(id, "its content is not what was kept");
            }
            proved = true;
        }
        return read;
    }
}
