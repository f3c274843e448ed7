package io.postern.authentic;

import java.util.Locale;
import java.util.Optional;

/**
 * What the owner of a domain asks of receivers (RFC 9989 §4.7). Tags of before, such as {@code pct}, are left alone (§A).
 *
 * @param domain for the domain that has the record
 * @param subdomains for those below it
 * @param missing for those below it that do not exist
 */
public record DmarcPolicy(Wish domain, Wish subdomains, Wish missing, boolean strictDkim, boolean strictSpf) {

    /** In order of severity. */
    public enum Wish {
        NONE, QUARANTINE, REJECT;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }

        /** In a test the next milder one counts ({@code t=y}). */
        private Wish tested() {
            return this == REJECT ? QUARANTINE : NONE;
        }
    }

    static boolean isDmarc(String text) {
        return TagList.parse(text).filter(tags -> tags.first().equals("v") && tags.get("v", "").equals("DMARC1")).isPresent();
    }

    /** Of a text that {@link #isDmarc}; what is not understood counts as not written. */
    static DmarcPolicy of(String text) {
        var tags = TagList.parse(text).orElseThrow();
        boolean test = tags.word("t", "n").equals("y");
        var domain = wish(tags, "p").orElse(Wish.NONE);
        var subdomains = wish(tags, "sp").orElse(domain);
        var missing = wish(tags, "np").orElse(subdomains);
        return new DmarcPolicy(
                test ? domain.tested() : domain, test ? subdomains.tested() : subdomains, test ? missing.tested() : missing,
                tags.word("adkim", "r").equals("s"), tags.word("aspf", "r").equals("s"));
    }

    private static Optional<Wish> wish(TagList tags, String tag) {
        return switch (tags.word(tag, "")) {
            case "none" -> Optional.of(Wish.NONE);
            case "quarantine" -> Optional.of(Wish.QUARANTINE);
            case "reject" -> Optional.of(Wish.REJECT);
            default -> Optional.empty();
        };
    }
}
