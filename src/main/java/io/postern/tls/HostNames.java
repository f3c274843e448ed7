package io.postern.tls;

import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.postern.smtp.AddressLiteral;

/** Whom a certificate is for (RFC 9525): the DNS names and addresses of its SAN, never its common name (§2). */
final class HostNames {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private HostNames() {
    }

    /** DNS names in lower case, some with a leading {@code *.}. */
    static List<String> of(X509Certificate certificate) {
        return of(certificate, DNS_NAME);
    }

    private static List<String> of(X509Certificate certificate, int kind) {
        try {
            var names = new ArrayList<String>();
            var all = certificate.getSubjectAlternativeNames();
            for (var name : all == null ? List.<List<?>>of() : all) {
                if (name.getFirst().equals(kind)) {
                    names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
            return names;
        } catch (CertificateException damaged) {
            return List.of();
        }
    }

    /** {@code host}: a name, or an address without brackets. */
    static boolean proves(X509Certificate certificate, String host) {
        if (isAddress(host)) {
            var wanted = InetAddress.ofLiteral(host);
            return of(certificate, IP_ADDRESS).stream().anyMatch(text -> isAddress(text)
                    && InetAddress.ofLiteral(text).equals(wanted));
        }
        var name = host.toLowerCase(Locale.ROOT);
        return of(certificate).stream().anyMatch(presented -> matches(presented, name));
    }

    /** RFC 9525 §6.3: an asterisk stands for the whole leftmost label and no other. */
    private static boolean matches(String presented, String name) {
        if (!presented.startsWith("*.")) {
            return presented.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && presented.indexOf('.', 2) > 0 && presented.regionMatches(1, name, dot, name.length() - dot)
                && presented.length() - 1 == name.length() - dot;
    }

    /** An address literal of SMTP without what is around the address (RFC 5321 §4.1.3); all else as it is. */
    static String bare(String host) {
        return host.startsWith("[") ? AddressLiteral.address(host).map(InetAddress::getHostAddress).orElse(host) : host;
    }

    static boolean isAddress(String host) {
        boolean looksLike = host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        try {
            return looksLike && InetAddress.ofLiteral(host) != null;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}
