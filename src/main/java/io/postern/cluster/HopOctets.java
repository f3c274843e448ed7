package io.postern.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import io.postern.route.HopNews;
import io.postern.route.HopTrouble;

/** News of one next hop as octets: the kind, address and port, then what the kind has to say. */
final class HopOctets {

    private static final int OPENED = 1;
    private static final int PROBING = 2;
    private static final int CLOSED = 3;
    private static final int FORGOTTEN = 4;
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;
    private static final int MOST_OPENINGS = 255;

    private HopOctets() {
    }

    static void write(HopNews news, DataOutputStream out) throws IOException {
        switch (news) {
            case HopNews.Opened(var hop, var left, int openings, var trouble) -> {
                begin(OPENED, hop, out);
                out.writeInt((int) left.toMillis());
                out.writeByte(Math.min(openings, MOST_OPENINGS));
                out.writeUTF(trouble.phase());
                out.writeUTF(trouble.cause());
                out.writeUTF(trouble.detail());
                out.writeBoolean(trouble.conclusive());
            }
            case HopNews.Probing(var hop) -> begin(PROBING, hop, out);
            case HopNews.Closed(var hop) -> begin(CLOSED, hop, out);
            case HopNews.Forgotten(var hop) -> begin(FORGOTTEN, hop, out);
        }
    }

    private static void begin(int kind, InetSocketAddress hop, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        address(hop, out);
    }

    static HopNews read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        var hop = address(in);
        return switch (kind) {
            case OPENED -> new HopNews.Opened(hop, Duration.ofMillis(Math.max(0, in.readInt())), in.readUnsignedByte(),
                    new HopTrouble(in.readUTF(), in.readUTF(), in.readUTF(), in.readBoolean()));
            case PROBING -> new HopNews.Probing(hop);
            case CLOSED -> new HopNews.Closed(hop);
            case FORGOTTEN -> new HopNews.Forgotten(hop);
            default -> throw new IOException("news of kind " + kind);
        };
    }

    /** Loopback and link-local addresses are another machine's on each node. */
    static boolean isTheSameForAll(InetSocketAddress hop) {
        var address = hop.getAddress();
        return !address.isLoopbackAddress() && !address.isLinkLocalAddress() && !address.isAnyLocalAddress();
    }

    static void address(InetSocketAddress hop, DataOutputStream out) throws IOException {
        var octets = hop.getAddress().getAddress();
        out.writeByte(octets.length);
        out.write(octets);
        out.writeShort(hop.getPort());
    }

    static InetSocketAddress address(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte();
        if (length != IPV4_OCTETS && length != IPV6_OCTETS) {
            throw new IOException("not an address");
        }
        var octets = new byte[length];
        in.readFully(octets);
        return new InetSocketAddress(InetAddress.getByAddress(octets), in.readUnsignedShort());
    }
}
