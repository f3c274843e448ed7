package io.postern.authentic;

import java.security.MessageDigest;

/**
 * The hash of a body in one canonical form (RFC 6376 §3.4.3, §3.4.4), fed piece by piece. Lines end with CRLF only; those
 * empty ones that might be the last are counted and not kept, however many there are.
 */
final class BodyHash {

    private static final int BUFFER_OCTETS = 8192;

    /** Which octets a signature speaks of. {@code limit}: of the canonical form, {@code Long.MAX_VALUE} for all. */
    record Form(boolean relaxed, long limit) {
    }

    private final Form form;
    private final MessageDigest digest = Digests.sha256();
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int buffered;
    private long octets;
    private long lineEnds;
    private boolean carriageReturn;
    private boolean blank;

    BodyHash(Form form) {
        this.form = form;
    }

    void update(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            byte octet = piece[i];
            if (carriageReturn) {
                carriageReturn = false;
                if (octet == '\n') {
                    lineEnds++;
                    blank = false;
                    continue;
                }
                content((byte) '\r');
            }
            if (octet == '\r') {
                carriageReturn = true;
            } else if (form.relaxed && (octet == ' ' || octet == '\t')) {
                blank = true;
            } else {
                content(octet);
            }
        }
    }

    private void content(byte octet) {
        for (; lineEnds > 0; lineEnds--) {
            put((byte) '\r');
            put((byte) '\n');
        }
        if (blank) {
            put((byte) ' ');
            blank = false;
        }
        put(octet);
    }

    private void put(byte octet) {
        if (octets++ < form.limit) {
            buffer[buffered++] = octet;
            if (buffered == BUFFER_OCTETS) {
                digest.update(buffer, 0, buffered);
                buffered = 0;
            }
        }
    }

    /** To be called once, when the whole body has been given; {@link #octets()} counts all of it from then on. */
    byte[] finish() {
        if (carriageReturn) {
            content((byte) '\r');
        }
        // an empty body is a line end in the simple form and nothing in the relaxed one
        if (octets > 0 || !form.relaxed) {
            put((byte) '\r');
            put((byte) '\n');
        }
        digest.update(buffer, 0, buffered);
        return digest.digest();
    }

    /** Of the canonical form, those past the limit too. */
    long octets() {
        return octets;
    }
}
