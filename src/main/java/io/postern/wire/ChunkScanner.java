package io.postern.wire;

import io.netty.buffer.ByteBuf;

/**
 * Looks at content as it comes in the chunks of BDAT (RFC 3030 §2): what it would need to leave as DATA, and what it has
 * that DATA cannot carry. Chunks and buffers may be cut anywhere. A line starts after CRLF and at the very beginning.
 */
public final class ChunkScanner extends TextScanner {

    private static final int CRLF_OCTETS = 2;

    private int state = LINE_START;
    private long octets;
    private long lineDots;

    /** Looks at all readable octets of {@code buffer}, which follow those of the call before. */
    public void scan(ByteBuf buffer) {
        int start = buffer.readerIndex();
        int end = buffer.writerIndex();
        int at = start;
        while (at < end) {
            if (state == MIDDLE) {
                at = afterPlain(buffer, at, end);
                if (at == end) {
                    break;
                }
            }
            state = next(buffer.getByte(at++));
            if (state == LINE_START) {
                endLine(octets + at - start, CRLF_OCTETS);
            }
        }
        octets += end - start;
    }

    private int next(byte octet) {
        if (state == CR) {
            if (octet == '\n') {
                return LINE_START;
            }
            bareCrSeen();
        } else if (state == LINE_START && octet == '.') {
            lineDots++;
        }
        return inLine(octet);
    }

    /** The content is complete: its last CR is bare if nothing followed it. */
    public void end() {
        if (state == CR) {
            bareCrSeen();
        }
        if (state != LINE_START) {
            endLine(octets, 0);
        }
    }

    public long octets() {
        return octets;
    }

    /** Dots at the start of a line, each of which the wire form of DATA doubles. */
    public long lineDots() {
        return lineDots;
    }

    /** True of no octets at all, too. */
    public boolean endsWithNewline() {
        return state == LINE_START;
    }
}
