package io.postern.quarantine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines at the head of a stored message, without their LF. Reads not one octet past them. */
final class HeadLines {

    /** A thousand recipients with all they may ask for, and as much again. */
    private static final int MOST_OCTETS = 4 << 20;

    private final String id;
    private final InputStream stored;

    HeadLines(String id, InputStream stored) {
        this.id = id;
        this.stored = stored;
    }

    byte[] next() throws IOException {
        var line = new ByteArrayOutputStream(1024);
        for (int octet = stored.read(); octet != '\n'; octet = stored.read()) {
            if (octet < 0 || line.size() == MOST_OCTETS) {
                throw new DamagedMessage(id, "its head is cut short");
            }
            line.write(octet);
        }
        return line.toByteArray();
    }
}
