package io.postern.authentic;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.postern.smtp.Domain;

/**
 * The domains that a message says it is from, those of all addresses in all its From fields. There should be one; two are
 * how a forger shows one and has another checked.
 *
 * @param domains as the DNS knows them, at most {@value #MOST}
 * @param readable whether each could be read
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
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            if (quoted && i < text.length()) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                angled = true;
                start = i + 1; // what stands before is a name
            } else if (c == '>' || c == ',' || c == ';') {
                if (c == '>' || !angled) {
                    readable &= add(text.substring(Math.min(start, i), i), into);
                }
                angled = c == '>';
                start = i + 1;
                if (c != '>') {
                    angled = false;
                }
            } else if (c == ':' && !angled) {
                start = i + 1; // a group's name
            }
        }
        return readable;
    }

    /** {@code false} if there is an address that cannot be read. Nothing at all is no address. */
    private static boolean add(String address, Set<String> into) {
        var text = Ascii.trimmed(address);
        if (text.isEmpty()) {
            return true;
        }
        int at = text.lastIndexOf('@');
        var domain = at < 0 ? Optional.<Domain>empty() : Domain.parse(withoutDot(Ascii.withoutBlanks(text.substring(at + 1))));
        if (domain.isEmpty() || domain.get().isAddressLiteral()) {
            return false;
        }
        if (into.size() <= MOST) {
            into.add(domain.get().name());
        }
        return true;
    }

    private static String withoutDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }
}
