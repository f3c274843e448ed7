package io.postern.quarantine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decrypted content. What the decryption finds fault with is damage; what the storage itself fails with is passed on, for
 * another time may do.
 */
final class OpeningStream extends InputStream {

    interface Opening {

        InputStream of(InputStream sealed) throws IOException;
    }

    private final String id;
    private final Watched sealed;
    private final InputStream content;

    OpeningStream(String id, InputStream sealed, Opening opening) throws IOException {
        this.id = id;
        this.sealed = new Watched(sealed);
        this.content = opening.of(this.sealed);
    }

    private static final class Watched extends FilterInputStream {

        private IOException failure;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException broken) {
                failure = broken;
                throw broken;
            }
        }

        @Override
        public int read(byte[] octets, int from, int length) throws IOException {
            try {
                return super.read(octets, from, length);
            } catch (IOException broken) {
                failure = broken;
                throw broken;
            }
        }
    }

    @Override
    public int read() throws IOException {
        try {
            return content.read();
        } catch (IOException failed) {
            throw cause();
        }
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
        try {
            return content.read(octets, from, length);
        } catch (IOException failed) {
            throw cause();
        }
    }

    private IOException cause() {
        return sealed.failure == null ? new DamagedMessage(id, "its content does not decrypt") : sealed.failure;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
