package io.postern.authentic;

import java.util.Locale;

import io.postern.authentic.DmarcPolicy.Wish;

/**
 * Whether a message comes from whom it says (RFC 9989 §5.3).
 *
 * @param domain the author's, empty if there is none
 * @param wish what its owner asks us to do with a message that fails
 * @param why for people, where that is not plain
 */
public record DmarcResult(Kind kind, String domain, Wish wish, String why) {

    /** The worse, the later. */
    public enum Kind {
        PASS, NONE, PERMERROR, TEMPERROR, FAIL;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    static DmarcResult of(Kind kind, String domain) {
        return new DmarcResult(kind, domain, Wish.NONE, "");
    }

    /** Of several authors the worst counts. */
    DmarcResult worse(DmarcResult other) {
        int worse = kind.compareTo(other.kind);
        return worse > 0 || worse == 0 && wish.compareTo(other.wish) >= 0 ? this : other;
    }
}
