package io.postern.scan.milter;

import java.util.Optional;

import io.netty.buffer.ByteBuf;

/**
 * Reads packets, a length of four octets in network order, a command and its data, out of octets that arrive cut anywhere.
 * A part of another body (SMFIR_REPLBODY) can be as large as it likes and is handed out as it comes; all else is babble past
 * {@value #MAX_DATA_OCTETS} octets, after which the reader is not to be used again.
 */
final class PacketReader {

    static final int MAX_DATA_OCTETS = 256 << 10;
    private static final char REPLACE_BODY = 'b';
    private static final int HEAD_OCTETS = Integer.BYTES + 1;

    /** {@code command} 0: no packet. */
    record Packet(char command, byte[] data) {

        static final Packet BABBLE = new Packet('\0', new byte[0]);
    }

    private final byte[] head = new byte[HEAD_OCTETS];
    private int headOctets;
    private byte[] data = new byte[0];
    private int dataOctets;
    private long left;

    /** The next packet, or part of a body, in {@code octets}; takes from the buffer what it has read. */
    Optional<Packet> next(ByteBuf octets) {
        boolean begins = headOctets < HEAD_OCTETS;
        while (headOctets < HEAD_OCTETS) {
            if (!octets.isReadable()) {
                return Optional.empty();
            }
            head[headOctets++] = octets.readByte();
        }
        if (begins) {
            left = length() - 1;
            if (left < 0 || command() == 0 || command() != REPLACE_BODY && left > MAX_DATA_OCTETS) {
                return Optional.of(Packet.BABBLE);
            }
            data = command() == REPLACE_BODY ? data : new byte[(int) left];
            dataOctets = 0;
        }
        return command() == REPLACE_BODY ? part(octets, begins && left == 0) : whole(octets);
    }

    private Optional<Packet> part(ByteBuf octets, boolean empty) {
        int length = (int) Math.min(left, octets.readableBytes());
        if (length == 0 && !empty) {
            return Optional.empty();
        }
        var part = new byte[length];
        octets.readBytes(part);
        left -= length;
        return Optional.of(ended(left == 0, part));
    }

    private Optional<Packet> whole(ByteBuf octets) {
        int length = (int) Math.min(left, octets.readableBytes());
        octets.readBytes(data, dataOctets, length);
        dataOctets += length;
        left -= length;
        return left > 0 ? Optional.empty() : Optional.of(ended(true, data));
    }

    private Packet ended(boolean complete, byte[] content) {
        headOctets = complete ? 0 : headOctets;
        return new Packet(command(), content);
    }

    private long length() {
        return (head[0] & 0xFFL) << 24 | (head[1] & 0xFFL) << 16 | (head[2] & 0xFFL) << 8 | head[3] & 0xFFL;
    }

    private char command() {
        return (char) (head[Integer.BYTES] & 0xFF);
    }
}
