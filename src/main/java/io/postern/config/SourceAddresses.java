package io.postern.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The local addresses to connect from: one of each family at most. */
final class SourceAddresses {

    private static final String KEY = "source-addresses";

    private static final Notation<InetAddress> ADDRESS = new Notation<>("an IP address of this machine",
            "write it such as 203.0.113.10 or 2001:db8::10",
            text -> Endpoint.literal(text).filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress()));

    private SourceAddresses() {
    }

    static List<InetAddress> read(Section section, Problems problems) {
        var addresses = section.values(KEY, ADDRESS);
        var kept = new ArrayList<InetAddress>();
        for (var address : addresses) {
            if (kept.stream().anyMatch(other -> other instanceof Inet4Address == address instanceof Inet4Address)) {
                problems.add(section.at(KEY), "has two addresses of one family", "keep one of each");
                break;
            }
            kept.add(address);
        }
        return List.copyOf(kept);
    }
}
