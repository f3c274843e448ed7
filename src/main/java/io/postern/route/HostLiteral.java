package io.postern.route;

import java.net.InetAddress;
import java.util.Optional;

import io.postern.smtp.AddressLiteral;

/** A host written as an address: {@code 192.0.2.1}, {@code 2001:db8::1}, or either in SMTP's brackets. */
final class HostLiteral {

    private HostLiteral() {
    }

    static Optional<InetAddress> address(String host) {
        if (host.startsWith("[")) {
            return AddressLiteral.address(host);
        }
        if (host.indexOf(':') < 0 && !isFourNumbers(host)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The JDK also takes the short forms of old, such as {@code 127.1}; those are names to us. */
    private static boolean isFourNumbers(String host) {
        int dots = 0;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 3;
    }
}
