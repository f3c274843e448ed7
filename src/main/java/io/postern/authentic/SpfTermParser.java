package io.postern.authentic;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** Reads one mechanism (RFC 7208 §5); empty where it does not follow the grammar. */
final class SpfTermParser {

    private static final int BITS4 = 32;
    private static final int BITS6 = 128;

    /** What stands before the prefix lengths, and those; {@code -1} where there is none. */
    private record Cidr(String text, int prefix4, int prefix6) {
    }

    private SpfTermParser() {
    }

    static Optional<SpfTerm> term(String word) {
        int nameEnd = 0;
        while (nameEnd < word.length() && Ascii.isAlphanumeric(word.charAt(nameEnd))) {
            nameEnd++;
        }
        var rest = word.substring(nameEnd);
        return switch (word.substring(0, nameEnd).toLowerCase(Locale.ROOT)) {
            case "all" -> rest.isEmpty() ? Optional.of(new SpfTerm.All()) : Optional.empty();
            case "include" -> domain(rest).map(SpfTerm.Include::new);
            case "exists" -> domain(rest).map(SpfTerm.Exists::new);
            case "ptr" -> rest.isEmpty() ? Optional.of(new SpfTerm.Ptr(Optional.empty()))
                    : domain(rest).map(name -> new SpfTerm.Ptr(Optional.of(name)));
            case "a" -> hosts(rest, SpfTerm.A::new);
            case "mx" -> hosts(rest, SpfTerm.Mx::new);
            case "ip4" -> network(rest, false);
            case "ip6" -> network(rest, true);
            default -> Optional.empty();
        };
    }

    private static Optional<MacroString> domain(String rest) {
        return rest.startsWith(":") ? MacroString.domainSpec(rest.substring(1)) : Optional.empty();
    }

    private interface Hosts {

        SpfTerm of(Optional<MacroString> domain, int prefix4, int prefix6);
    }

    private static Optional<SpfTerm> hosts(String rest, Hosts making) {
        return cidr(rest).flatMap(cidr -> {
            int prefix4 = cidr.prefix4 < 0 ? BITS4 : cidr.prefix4;
            int prefix6 = cidr.prefix6 < 0 ? BITS6 : cidr.prefix6;
            return cidr.text.isEmpty() ? Optional.of(making.of(Optional.empty(), prefix4, prefix6))
                    : domain(cidr.text).map(name -> making.of(Optional.of(name), prefix4, prefix6));
        });
    }

    /** {@code dual-cidr-length}, at the end: the domain before it may have slashes too. */
    private static Optional<Cidr> cidr(String text) {
        int digits6 = digitsFrom(text);
        if (digits6 < text.length() && digits6 >= 2 && text.startsWith("//", digits6 - 2)) {
            var before = text.substring(0, digits6 - 2);
            return prefix(text.substring(digits6), BITS6).flatMap(six -> single(before, six));
        }
        return single(text, -1);
    }

    private static Optional<Cidr> single(String text, int prefix6) {
        int digits = digitsFrom(text);
        if (digits < text.length() && digits >= 1 && text.charAt(digits - 1) == '/') {
            return prefix(text.substring(digits), BITS4).map(four -> new Cidr(text.substring(0, digits - 1), four, prefix6));
        }
        return Optional.of(new Cidr(text, -1, prefix6));
    }

    private static int digitsFrom(String text) {
        int at = text.length();
        while (at > 0 && Ascii.isDigit(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Without leading zeros. */
    private static Optional<Integer> prefix(String digits, int max) {
        if (digits.length() > 3 || digits.length() > 1 && digits.charAt(0) == '0') {
            return Optional.empty();
        }
        int value = Integer.parseInt(digits);
        return value <= max ? Optional.of(value) : Optional.empty();
    }

    private static Optional<SpfTerm> network(String rest, boolean six) {
        if (!rest.startsWith(":")) {
            return Optional.empty();
        }
        int slash = rest.indexOf('/');
        var address = address(rest.substring(1, slash < 0 ? rest.length() : slash), six);
        int bits = six ? BITS6 : BITS4;
        var length = slash < 0 ? Optional.of(bits)
                : digitsFrom(rest) == slash + 1 && slash + 1 < rest.length() ? prefix(rest.substring(slash + 1), bits) : Optional.<Integer>empty();
        return address.flatMap(network -> length.map(prefix -> new SpfTerm.Ip(network, prefix)));
    }

    private static Optional<InetAddress> address(String text, boolean six) {
        boolean plausible = six
                ? text.indexOf(':') >= 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                : isDottedQuad(text);
        try {
            return plausible ? Optional.of(six ? inFull(InetAddress.ofLiteral(text)) : InetAddress.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** The JDK makes IPv4 of what is mapped into IPv6, and then a short prefix would mean all of IPv4. */
    private static InetAddress inFull(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 16) {
            return address;
        }
        var mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        System.arraycopy(octets, 0, mapped, 12, octets.length);
        try {
            return Inet6Address.getByAddress(null, mapped, -1);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /** §5.6: four numbers in full; the JDK takes fewer, and octal ones. */
    private static boolean isDottedQuad(String text) {
        var numbers = text.split("\\.", -1);
        if (numbers.length != 4) {
            return false;
        }
        for (var number : numbers) {
            if (number.isEmpty() || digitsFrom(number) != 0 || prefix(number, 255).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
