package io.postern.route;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import io.postern.config.Network;

/** Which addresses a stranger's DNS may aim us at ({@code relay.refuse-addresses}). */
public record AddressPolicy(List<Network> refuse) {

    private static final byte[] COMPATIBLE = new byte[12];
    private static final byte[] TRANSLATED = {0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};

    public boolean permits(InetAddress address) {
        if (isRefused(address)) {
            return false;
        }
        return !(address instanceof Inet6Address six) || !holdsRefused(six);
    }

    /** An IPv4 address inside an IPv6 one (RFC 4291 §2.5.5.1, RFC 6052); the JDK unwraps mapped ones by itself. */
    private boolean holdsRefused(Inet6Address address) {
        var octets = address.getAddress();
        if (!startsWith(octets, COMPATIBLE) && !startsWith(octets, TRANSLATED)) {
            return false;
        }
        try {
            return isRefused(InetAddress.getByAddress(Arrays.copyOfRange(octets, 12, 16)));
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    private boolean isRefused(InetAddress address) {
        for (var network : refuse) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] octets, byte[] prefix) {
        return Arrays.equals(octets, 0, prefix.length, prefix, 0, prefix.length);
    }
}
