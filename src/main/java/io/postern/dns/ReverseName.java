package io.postern.dns;

import java.net.InetAddress;

/** An address written backwards, as names are: octets for IPv4 (RFC 1035 §3.5), nibbles for IPv6 (RFC 3596 §2.5). */
public final class ReverseName {

    private static final String DIGITS = "0123456789abcdef";

    private ReverseName() {
    }

    /** The name of the address below {@code zone}, as DNS lists have it (RFC 5782 §2.1, §2.4): {@code 1.2.0.192.zone}. */
    public static String below(String zone, InetAddress address) {
        byte[] octets = address.getAddress();
        var name = new StringBuilder(4 * octets.length + zone.length());
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xFF;
            if (octets.length == 4) {
                name.append(octet);
            } else {
                name.append(DIGITS.charAt(octet & 0xF)).append('.').append(DIGITS.charAt(octet >> 4));
            }
            name.append('.');
        }
        return name.append(zone).toString();
    }

    static String inArpa(InetAddress address) {
        return below(address.getAddress().length == 4 ? "in-addr.arpa" : "ip6.arpa", address);
    }
}
