package io.postern.authentic;

import java.util.Locale;

/**
 * What became of one signature (RFC 8601 §2.7.1).
 *
 * @param why for people, empty for a pass
 * @param selector with {@code start} and {@code domain}, as the signature says, which may be nothing at all
 */
public record DkimResult(Kind kind, String why, String domain, String selector, String start) {

    /** Policy: it holds, but we do not go by it. */
    public enum Kind {
        PASS, FAIL, POLICY, TEMPERROR, PERMERROR;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    static DkimResult of(Kind kind, String why, Signature signature) {
        return new DkimResult(kind, why, signature.domain(), signature.selector(), signature.start());
    }

    public boolean passed() {
        return kind == Kind.PASS;
    }
}
