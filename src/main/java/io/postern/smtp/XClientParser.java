package io.postern.smtp;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.postern.smtp.ClientClaim.Field;

/** Reads {@code XCLIENT NAME=value …} of Postfix; values are xtext (RFC 3461 §4). */
final class XClientParser {

    private static final Set<String> ATTRIBUTES = Set.of("NAME", "ADDR", "PORT", "PROTO", "HELO");

    private XClientParser() {
    }

    static CommandParser.Parsed parse(String argument) {
        return attributes(argument.strip()).flatMap(XClientParser::claim)
                .<CommandParser.Parsed>map(claim -> new CommandParser.Parsed.Ok(new Command.XClient(claim)))
                .orElse(new CommandParser.Parsed.Bad(Replies.XCLIENT_SYNTAX));
    }

    private static Optional<Map<String, String>> attributes(String argument) {
        var attributes = new HashMap<String, String>();
        for (var word : argument.split(" +")) {
            int equals = word.indexOf('=');
            var name = word.substring(0, Math.max(equals, 0)).toUpperCase(Locale.ROOT);
            var value = xtext(word.substring(equals + 1));
            if (!ATTRIBUTES.contains(name) || value.isEmpty() || attributes.put(name, value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(attributes);
    }

    private static Optional<ClientClaim> claim(Map<String, String> attributes) {
        var address = field(attributes, "ADDR", XClientParser::address);
        var port = field(attributes, "PORT", XClientParser::port);
        var name = field(attributes, "NAME", XClientParser::host);
        var helo = field(attributes, "HELO", XClientParser::host);
        var extended = field(attributes, "PROTO", XClientParser::extended);
        if (address.isEmpty() || port.isEmpty() || name.isEmpty() || helo.isEmpty() || extended.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClientClaim(address.get(), port.get(), name.get(), helo.get(), extended.get()));
    }

    /** Empty if the value is none of its kind. */
    private static <T> Optional<Field<T>> field(
            Map<String, String> attributes, String name, Function<String, Optional<T>> kind) {
        var value = attributes.get(name);
        if (value == null) {
            return Optional.of(new Field.Unsaid<>());
        }
        if (value.equalsIgnoreCase("[UNAVAILABLE]") || value.equalsIgnoreCase("[TEMPUNAVAIL]")) {
            return Optional.of(new Field.Unknown<>());
        }
        return kind.apply(value).map(Field.Known::new);
    }

    private static Optional<InetAddress> address(String text) {
        // the JDK turns an IPv4-mapped address into IPv4
        return AddressLiteral.address('[' + text + ']');
    }

    private static Optional<Integer> port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xFFFF
                ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static Optional<String> host(String text) {
        boolean usable = !text.isEmpty() && text.length() <= Domain.MAX_OCTETS
                && text.chars().allMatch(c -> c > ' ' && c <= '~');
        return usable ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Boolean> extended(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "ESMTP" -> Optional.of(true);
            case "SMTP" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Empty if it is none. What is not encoded although it should be is taken as it stands, as old clients send it. */
    private static Optional<String> xtext(String text) {
        var octets = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                if (i + 2 >= text.length() || Character.digit(text.charAt(i + 1), 16) < 0
                        || Character.digit(text.charAt(i + 2), 16) < 0) {
                    return Optional.empty();
                }
                c = (char) Integer.parseInt(text.substring(i + 1, i + 3), 16);
                i += 2;
            }
            octets.append(c);
        }
        return octets.isEmpty() ? Optional.empty() : Optional.of(octets.toString());
    }
}
