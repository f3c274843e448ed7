package io.postern.loadtest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.wire.ProxyAnnouncement;

/** Invents clients for the header of the PROXY protocol: any address of one IPv4 network, with equal likelihood. */
public record ProxyClients(Version version, int network, int prefix) {

    public enum Version { V1, V2 }

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int LOWEST_PORT = 1024;

    /** {@code network} like {@code 198.18.0.0/15}. */
    public static ProxyClients parse(Version version, String network) {
        var found = FORM.matcher(network);
        if (!found.matches()) {
            throw new IllegalArgumentException("a network is written like 198.18.0.0/15, not " + network);
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(found.group(i));
            if (octet > 255) {
                throw new IllegalArgumentException("not an IPv4 network: " + network);
            }
            address = address << 8 | octet;
        }
        int prefix = Integer.parseInt(found.group(5));
        if (prefix < 1 || prefix > 32) {
            throw new IllegalArgumentException("a network's prefix is 1 to 32: " + network);
        }
        return new ProxyClients(version, address & -1 << 32 - prefix, prefix);
    }

    /** A header for a connection to {@code to}, which the caller must write or release. */
    ByteBuf header(RandomGenerator random, InetSocketAddress to) {
        var client = client(random);
        int port = LOWEST_PORT + random.nextInt(65_536 - LOWEST_PORT);
        if (version == Version.V2) {
            return ProxyAnnouncement.of(client, port, to);
        }
        return Unpooled.copiedBuffer("PROXY TCP4 " + client.getHostAddress() + " " + to.getAddress().getHostAddress() + " "
                + port + " " + to.getPort() + "\r\n", StandardCharsets.US_ASCII);
    }

    InetAddress client(RandomGenerator random) {
        int host = prefix == 32 ? 0 : (int) random.nextLong(1L << 32 - prefix);
        int address = network | host;
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
