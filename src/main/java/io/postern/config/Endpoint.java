package io.postern.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.postern.smtp.Domain;

/**
 * A host and perhaps a port: {@code 192.0.2.1:25}, {@code [2001:db8::1]:25}, {@code mail.example.com}. Asks no DNS.
 *
 * @param host a name in lower case, or a literal address without brackets
 */
record Endpoint(String host, OptionalInt port) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?\\d+");

    static Optional<Endpoint> parse(String text) {
        int close = text.indexOf(']');
        if (text.startsWith("[") && close > 0) {
            var inner = text.substring(1, close);
            return inner.contains(":") ? of(inner, text.substring(close + 1)) : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return of(text, "");
        }
        return of(text.substring(0, colon), text.substring(colon));
    }

    /** A literal address in its full form; {@code 10} or {@code 10.1}, which Java would accept, are typing errors here. */
    static Optional<InetAddress> literal(String text) {
        if (text.contains("%") || !text.contains(":") && !IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The socket address if the host is a literal address or {@code localhost}, and a port is known. */
    Optional<InetSocketAddress> socketAddress(OptionalInt portIfNone) {
        var known = port.isPresent() ? port : portIfNone;
        var address = host.equals("localhost") ? Optional.of(InetAddress.getLoopbackAddress()) : literal(host);
        return known.isEmpty() ? Optional.empty() : address.map(it -> new InetSocketAddress(it, known.getAsInt()));
    }

    private static Optional<Endpoint> of(String host, String colonAndPort) {
        var name = literal(host).map(InetAddress::getHostAddress).or(() -> name(host));
        if (name.isEmpty() || colonAndPort.isEmpty()) {
            return name.map(it -> new Endpoint(it, OptionalInt.empty()));
        }
        var digits = colonAndPort.substring(1);
        if (colonAndPort.charAt(0) != ':' || !digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65535) {
            return Optional.empty();
        }
        return name.map(it -> new Endpoint(it, OptionalInt.of(Integer.parseInt(digits))));
    }

    private static Optional<String> name(String host) {
        return Domain.parse(host)
                .filter(domain -> !domain.isAddressLiteral())
                .map(Domain::name)
                .filter(name -> !ENDS_IN_NUMBER.matcher(name).matches());
    }
}
