package io.postern.loadtest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.wire.DataScanner;

/**
 * One message on its way into the sink: finds CRLF.CRLF over any split, keeps the header up to a bound and of the rest
 * only the digest.
 */
final class ArrivingMessage {

    private static final int MAX_HEADER_OCTETS = 256 << 10;
    private static final int BLANK_LINE_OCTETS = 4;

    private final DataScanner scanner = new DataScanner();
    private final ByteBuf header = Unpooled.buffer(1024, MAX_HEADER_OCTETS);
    private final CRC32C digest = new CRC32C();
    private boolean inBody;
    private long octets;
    private String fields = "";

    /** Takes what belongs to this message from the buffer's readable octets and leaves what follows it. */
    void take(ByteBuf arriving) {
        int mine = scanner.scan(arriving);
        octets += mine;
        int at = arriving.readerIndex();
        int end = at + mine;
        if (!inBody) {
            at = takeHeader(arriving, at, end);
        }
        if (at < end) {
            digest.update(arriving.nioBuffer(at, end - at));
        }
        arriving.readerIndex(end);
    }

    /** Line by line up to the blank one; gives where the body begins. */
    private int takeHeader(ByteBuf arriving, int from, int end) {
        int at = from;
        while (at < end && !inBody) {
            int newline = arriving.indexOf(at, end, (byte) '\n');
            int next = newline < 0 ? end : newline + 1;
            header.writeBytes(arriving, at, Math.min(next - at, header.maxWritableBytes()));
            at = next;
            inBody = newline >= 0 && endsInBlankLine() || header.maxWritableBytes() == 0;
        }
        if (inBody) {
            fields = "\r\n" + header.toString(StandardCharsets.ISO_8859_1);
        }
        return at;
    }

    private boolean endsInBlankLine() {
        int size = header.writerIndex();
        return size >= BLANK_LINE_OCTETS && header.getByte(size - 2) == '\r' && header.getByte(size - 3) == '\n'
                && header.getByte(size - 4) == '\r';
    }

    boolean isComplete() {
        return scanner.finished();
    }

    /** In wire form. */
    long octets() {
        return octets;
    }

    /** The value of a header field on one line; empty if there is none, or no body. */
    Optional<String> field(String name) {
        int at = fields.indexOf("\r\n" + name + ": ");
        if (at < 0) {
            return Optional.empty();
        }
        int start = at + name.length() + 4;
        int end = fields.indexOf("\r\n", start);
        return end < 0 ? Optional.empty() : Optional.of(fields.substring(start, end).strip());
    }

    String digest() {
        return Digest.text(digest);
    }
}
