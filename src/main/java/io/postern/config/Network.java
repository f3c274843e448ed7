package io.postern.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A network in CIDR notation; a bare address is a network of one. IPv4-mapped IPv6 addresses count as IPv4. */
public record Network(InetAddress address, int prefixLength) {

    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        return Endpoint.literal(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
            int bits = address.getAddress().length * 8;
            if (slash < 0) {
                return Optional.of(new Network(address, bits));
            }
            var digits = text.substring(slash + 1);
            if (!PREFIX.matcher(digits).matches() || Integer.parseInt(digits) > bits) {
                return Optional.empty();
            }
            return Optional.of(new Network(address, Integer.parseInt(digits)));
        });
    }

    /** The network of that many bits that the address is in; of one of fewer bits the address itself. */
    public static Network around(InetAddress member, int bits) {
        var octets = member.getAddress();
        int prefix = Math.min(bits, octets.length * 8);
        for (int i = 0; i < octets.length; i++) {
            octets[i] &= (byte) (0xFF00 >> Math.clamp(prefix - 8L * i, 0, 8));
        }
        try {
            return new Network(InetAddress.getByAddress(octets), prefix);
        } catch (UnknownHostException neverOfThisLength) {
            return new Network(member, prefix);
        }
    }

    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
