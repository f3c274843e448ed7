package io.postern.loadtest;

import java.util.Optional;
import java.util.zip.CRC32C;

import io.vertx.core.buffer.Buffer;

/**
 * One message on its way into the sink: finds CRLF.CRLF over any split, keeps the header up to a bound and of the rest
 * only the digest.
 */
final class ArrivingMessage {

    private static final String TERMINATOR = "\r\n.\r\n";
    private static final int MAX_HEADER_OCTETS = 256 << 10;

    private final StringBuilder header = new StringBuilder();
    private final CRC32C digest = new CRC32C();
    private boolean inBody;
    private int matched = 2; // the CRLF after DATA counts as the terminator's first (RFC 5321 §4.1.1.4)

    /** Takes octets from {@code position} on; gives the position behind the last one that belongs to this message. */
    int take(Buffer octets, int position) {
        int at = position;
        while (at < octets.length() && !isComplete()) {
            byte octet = octets.getByte(at++);
            if (inBody) {
                digest.update(octet);
            } else {
                header((char) (octet & 0xFF));
            }
            match(octet);
        }
        return at;
    }

    boolean isComplete() {
        return matched == TERMINATOR.length();
    }

    /** The value of a header field on one line; empty if there is none. */
    Optional<String> field(String name) {
        int at = ("\r\n" + header).indexOf("\r\n" + name + ": ");
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + name.length() + 2;
        int end = header.indexOf("\r\n", start);
        return end < 0 ? Optional.empty() : Optional.of(header.substring(start, end).strip());
    }

    String digest() {
        return Digest.text(digest);
    }

    private void header(char c) {
        if (header.length() < MAX_HEADER_OCTETS) {
            header.append(c);
        }
        int end = header.length();
        inBody = c == '\n' && end >= 4 && header.charAt(end - 2) == '\r' && header.charAt(end - 3) == '\n'
                && header.charAt(end - 4) == '\r';
    }

    private void match(byte octet) {
        if (octet == TERMINATOR.charAt(matched)) {
            matched++;
        } else {
            matched = octet == '\r' ? 1 : 0;
        }
    }
}
