package io.postern.loadtest;

import java.util.zip.CRC32C;

/**
 * What {@value #FIELD} carries: the CRC-32C of everything below the header's blank line in wire form, the terminating
 * dot line included, so that the sink can check octets in = octets out while they pass.
 */
final class Digest {

    static final String FIELD = "X-Postern-Load-Digest";

    private Digest() {
    }

    static String of(byte[] octets) {
        var crc = new CRC32C();
        crc.update(octets);
        return text(crc);
    }

    static String text(CRC32C crc) {
        return "%08x".formatted(crc.getValue());
    }
}
