package io.postern.policy;

import java.net.InetAddress;

import io.postern.config.Network;

/** Any number of networks of either family; an address is looked up by halving. */
final class NetworkSet {

    private static final int IPV4_OCTETS = 4;

    private final Ipv4Networks ipv4;
    private final Ipv6Networks ipv6;

    NetworkSet(Ipv4Networks ipv4, Ipv6Networks ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    static NetworkSet of(Iterable<Network> networks) {
        var set = new Builder();
        networks.forEach(set::add);
        return set.build();
    }

    boolean isEmpty() {
        return ipv4.size() == 0 && ipv6.size() == 0;
    }

    boolean contains(InetAddress address) {
        if (isEmpty()) {
            return false;
        }
        byte[] octets = address.getAddress();
        return octets.length == IPV4_OCTETS ? ipv4.contains(octets) : ipv6.contains(octets);
    }

    static final class Builder {

        private final Ipv4Networks.Builder ipv4 = new Ipv4Networks.Builder();
        private final Ipv6Networks.Builder ipv6 = new Ipv6Networks.Builder();

        void add(Network network) {
            byte[] octets = network.address().getAddress();
            if (octets.length == IPV4_OCTETS) {
                ipv4.add(octets, network.prefixLength());
            } else {
                ipv6.add(octets, network.prefixLength());
            }
        }

        NetworkSet build() {
            return new NetworkSet(ipv4.build(), ipv6.build());
        }
    }
}
