package io.postern.route;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

import io.postern.tls.TlsPolicy;

/** One address of a next hop, to connect to as {@code tls} demands; {@code host} is the name it was found by. */
public record Candidate(String host, InetSocketAddress address, int preference, TlsPolicy tls) {

    /** In plain. */
    public Candidate(String host, InetSocketAddress address, int preference) {
        this(host, address, preference, TlsPolicy.NONE);
    }

    /** Another way to the same host at the same preference: one is IPv6 and the other IPv4. */
    public boolean isOtherFamilyOf(Candidate other) {
        return address.getAddress() instanceof Inet4Address != other.address.getAddress() instanceof Inet4Address
                && preference == other.preference && host.equals(other.host) && tls.equals(other.tls);
    }
}
