package io.postern.authentic;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

import io.postern.smtp.Domain;

/**
 * The domains that a message says it is from, those of all addresses in all its From fields. There should be one; two are
 * how a forger shows one and has another checked.
 *
 * @param domains as the DNS knows them, at most {@value #MOST}
 * @param readable whether there is one and each could be read
 * @param tooMany whether there are more
 */
record AuthorDomains(Set<String> domains, boolean readable, boolean tooMany) {

    static final int MOST = 5;

    static AuthorDomains in(List<Field> fields) {
        var domains = new LinkedHashSet<String>();
        boolean readable = true;
        for (var field : fields) {
            if (field.name().equals("from")) {
                readable &= collect(field.utf8(), domains);
            }
        }
        boolean tooMany = domains.size() > MOST;
        return new AuthorDomains(Set.copyOf(domains.stream().limit(MOST).toList()), readable && !domains.isEmpty(), tooMany);
    }

    private static boolean collect(String value, Set<String> into) {
        var text = Comments.removed(value);
        boolean readable = true;
        int start = 0;
        boolean quoted = false;
        boolean angled = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                readable &= !angled || add(text.substring(start, i), into);
                angled = true;
                start = i + 1; // what stands before is a name
            } else if (c == '>' || c == ',' || c == ';') {
                readable &= add(text.substring(start, i), into);
                angled = false;
                start = i + 1;
            } else if (c == ':' && !angled) {
                start = i + 1; // a group's name
            }
        }
        return add(text.substring(start), into) && readable;
    }

    /** {@code false} if there is an address that cannot be read. What has no domain is nobody whom DMARC protects. */
    private static boolean add(String address, Set<String> into) {
        if (address.indexOf('@') < 0) {
            return true;
        }
        var text = QuotedStrings.removed(address);
        int at = text.lastIndexOf('@');
        var domain = at < 0 ? Optional.<Domain>empty() : Domain.parse(joined(text.substring(at + 1)));
        if (domain.isEmpty() || domain.get().isAddressLiteral()) {
            return false;
        }
        if (into.size() <= MOST) {
            into.add(domain.get().name());
        }
        // of two domains a mail program may show the other; a route has some too (RFC 5322 §4.4)
        int local = Ascii.trimmed(address).startsWith("@") ? text.indexOf(':') + 1 : 0;
        return text.indexOf('@', local) == at;
    }

    /** Blanks may stand beside its dots only (RFC 5322 §4.4); a dot at its end is left out. */
    private static String joined(String domain) {
        var labels = new StringJoiner(".");
        for (var label : domain.split("\\.", -1)) {
            labels.add(Ascii.trimmed(label));
        }
        var name = labels.toString();
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
