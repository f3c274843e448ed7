package io.postern.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writes the header of the PROXY protocol, version 2, that names a client to the host we connect to. */
public final class ProxyAnnouncement {

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int VERSION_2_PROXY = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;

    private ProxyAnnouncement() {
    }

    /** Both addresses of a header are of one family; where {@code to} is not of the client's, no address stands for it. */
    public static ByteBuf of(InetAddress client, int port, InetSocketAddress to) {
        var from = client.getAddress();
        boolean ipv4 = client instanceof Inet4Address;
        boolean same = ipv4 == to.getAddress() instanceof Inet4Address;
        var header = Unpooled.buffer(SIGNATURE.length + 4 + 2 * from.length + 4);
        header.writeBytes(SIGNATURE).writeByte(VERSION_2_PROXY).writeByte(ipv4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6);
        header.writeShort(2 * from.length + 4);
        header.writeBytes(from).writeBytes(same ? to.getAddress().getAddress() : new byte[from.length]);
        return header.writeShort(port).writeShort(to.getPort());
    }
}
