package io.postern.loadtest;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * What {@value #FIELD} carries: the CRC-32C of everything below the header's blank line in wire form, the terminating
 * dot line included, so that the sink can check octets in = octets out while they pass.
 */
final class Digest {

    static final String FIELD = "X-Postern-Load-Digest";

    private Digest() {
    }

    static String text(CRC32C crc) {
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
