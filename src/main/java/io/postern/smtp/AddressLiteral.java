package io.postern.smtp;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/** Address literals of RFC 5321 §4.1.3: {@code [192.0.2.1]} and {@code [IPv6:2001:db8::1]}. */
public final class AddressLiteral {

    private static final String IPV6_TAG = "ipv6:";

    private AddressLiteral() {
    }

    static boolean isValid(String text) {
        return address(text).isPresent();
    }

    /** The address inside the brackets; never asks the DNS. */
    public static Optional<InetAddress> address(String text) {
        if (text.length() < 3 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            return Optional.empty();
        }
        var inner = text.substring(1, text.length() - 1);
        var tagged = inner.toLowerCase(Locale.ROOT).startsWith(IPV6_TAG);
        var digits = tagged ? inner.substring(IPV6_TAG.length()) : inner;
        // the JDK would take [127.1] and [2130706433] for addresses, too
        if (tagged ? digits.indexOf(':') < 0 || digits.indexOf('%') >= 0 : !isDottedQuad(digits)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(digits));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isDottedQuad(String text) {
        var octets = text.split("\\.", -1);
        if (octets.length != 4) {
            return false;
        }
        for (var octet : octets) {
            if (octet.isEmpty() || octet.length() > 3 || !octet.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }
}
