package io.postern.config;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;

/** One entry of an access list, in the form in which it is looked up: without regard to case, domains in A-labels. */
public sealed interface AccessEntry {

    /** What the entries of a list are about. */
    enum About { CLIENTS, ADDRESSES }

    /** Clients by address. */
    record Clients(Network network) implements AccessEntry {
    }

    /** {@code key}: {@code example.com}, {@code .example.com} for all names below it, or {@code ann@example.com}. */
    record Named(String key) implements AccessEntry {
    }

    /** The key of a mailbox. {@code "ann"@example.com} is ann too (RFC 5321 §4.1.2): quotes are no way around a list. */
    static String key(Mailbox mailbox) {
        return unquoted(mailbox.localPart()).toLowerCase(Locale.ROOT) + '@' + key(mailbox.domain());
    }

    /** The key of a domain; RFC 5890 §2.3.2.1: the A-label is the form that compares. */
    static String key(Domain domain) {
        var name = domain.name();
        return isAscii(name) ? name.toLowerCase(Locale.ROOT) : toALabels(name).orElse(name);
    }

    /** The entry written in {@code text}, or empty if it is none. */
    static Optional<AccessEntry> parse(String text, About about) {
        return switch (about) {
            case CLIENTS -> text.indexOf(':') >= 0 || text.indexOf('/') >= 0 || endsInNumber(text)
                    ? Network.parse(text).map(Clients::new) : domain(text).map(Named::new);
            case ADDRESSES -> address(text).map(Named::new);
        };
    }

    private static Optional<String> address(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return domain(text);
        }
        boolean sensible = at > 0 && at <= 64 && text.chars().noneMatch(c -> c <= ' ' || c == 0x7F || c == '<' || c == '>');
        return sensible ? domain(text.substring(at + 1))
                .filter(domain -> domain.charAt(0) != '.')
                .map(domain -> unquoted(text.substring(0, at)).toLowerCase(Locale.ROOT) + '@' + domain) : Optional.empty();
    }

    private static Optional<String> domain(String text) {
        boolean below = text.startsWith(".");
        var name = below ? text.substring(1) : text;
        return (isAscii(name) ? Optional.of(name) : toALabels(name))
                .flatMap(Domain::parse)
                .filter(domain -> !domain.isAddressLiteral() && !endsInNumber(domain.name()))
                .map(domain -> below ? '.' + domain.name() : domain.name());
    }

    /** Then it is an address, or a mistyped one. */
    private static boolean endsInNumber(String text) {
        int i = text.length();
        while (i > 0 && text.charAt(i - 1) >= '0' && text.charAt(i - 1) <= '9') {
            i--;
        }
        return i < text.length() && (i == 0 || text.charAt(i - 1) == '.');
    }

    private static Optional<String> toALabels(String name) {
        try {
            return Optional.of(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private static String unquoted(String localPart) {
        int last = localPart.length() - 1;
        if (last < 1 || localPart.charAt(0) != '"' || localPart.charAt(last) != '"') {
            return localPart;
        }
        var plain = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            if (localPart.charAt(i) == '\\' && i + 1 < last) {
                i++;
            }
            plain.append(localPart.charAt(i));
        }
        return plain.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
