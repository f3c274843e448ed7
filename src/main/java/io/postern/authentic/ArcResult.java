package io.postern.authentic;

import java.util.List;
import java.util.Locale;

/**
 * What the chain of a message's handlers is worth (RFC 8617 §5.2).
 *
 * @param why for people, empty unless it failed
 * @param temporary it failed because a key could not be had
 * @param vouched the sealers from the last one backwards, with what each says of DMARC; only if it passed
 */
public record ArcResult(Kind kind, String why, boolean temporary, List<Vouched> vouched) {

    static final ArcResult NONE = new ArcResult(Kind.NONE, "", false, List.of());

    public enum Kind {
        NONE, PASS, FAIL;

        private final String word = name().toLowerCase(Locale.ROOT);

        public String word() {
            return word;
        }
    }

    /** {@code dmarcPassed}: when the message came to that sealer. */
    public record Vouched(String sealer, boolean dmarcPassed) {
    }

    static ArcResult failed(String why) {
        return new ArcResult(Kind.FAIL, why, false, List.of());
    }
}
