package io.postern.wire;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of the data of one DATA command: CRLF.CRLF and nothing else (RFC 5321 §4.1.1.4, §4.5.2), over any split
 * of the octets into buffers.
 */
public final class DataScanner extends TextScanner {

    /** The dot and the CRLF that follow the last line, which the body does not keep. */
    public static final int TERMINATOR_OCTETS = 3;

    private static final int CRLF_OCTETS = 2;

    private static final int DOT = 3;
    private static final int DOT_CR = 4;
    private static final int FINISHED = 5;

    private int state = LINE_START;
    private long octets;
    private long dots;

    /**
     * Looks at all readable octets of {@code buffer}, which follow those of the call before.
     *
     * @return how many of them belong to the data, the terminator included; fewer than are readable only if it was found
     */
    public int scan(ByteBuf buffer) {
        int start = buffer.readerIndex();
        int end = buffer.writerIndex();
        int at = start;
        while (at < end && state != FINISHED) {
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
        octets += at - start;
        return at - start;
    }

    /** True once the terminator has been seen; later calls of {@link #scan} take nothing. */
    public boolean finished() {
        return state == FINISHED;
    }

    /**
     * Octets so far as the SIZE extension counts them: without stuffed dots and terminator (RFC 1870 §5). It never falls: a
     * CR that may belong to the terminator does not count yet.
     */
    public long contentOctets() {
        return octets - dots - (finished() ? CRLF_OCTETS : state == DOT_CR ? 1 : 0);
    }

    private int next(byte octet) {
        switch (state) {
            case LINE_START -> {
                if (octet == '.') {
                    dots++;
                    stuffed();
                    return DOT;
                }
            }
            case DOT -> {
                if (octet == '\r') {
                    return DOT_CR;
                }
            }
            case DOT_CR -> {
                if (octet == '\n') {
                    return FINISHED;
                }
                bareCrSeen();
            }
            case CR -> {
                if (octet == '\n') {
                    return LINE_START;
                }
                bareCrSeen();
            }
            default -> {
            }
        }
        return inLine(octet);
    }
}
