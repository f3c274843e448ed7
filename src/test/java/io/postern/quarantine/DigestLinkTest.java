package io.postern.quarantine;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Only what was signed is read, and only until it expires. */
class DigestLinkTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final DigestLink LINK = new DigestLink("abc", "jürgen+x@b.example", NOON);

    private static DigestLink.Signer signer(String secret, Instant now) {
        return new DigestLink.Signer(secret, () -> now);
    }

    @Test
    void isReadByWhoeverHasTheKeyUntilItExpires() {
        var text = signer("k", NOON).sign(LINK);
        assertTrue(text.matches("[A-Za-z0-9_.-]+"), text);
        assertEquals(Optional.of(LINK), signer("k", NOON.minusSeconds(1)).read(text));
        assertEquals(Optional.empty(), signer("k", NOON).read(text));
        assertEquals(Optional.empty(), signer("other", NOON.minusSeconds(1)).read(text));
    }

    @Test
    void noOtherTextIsRead() {
        var signer = signer("k", NOON.minusSeconds(1));
        var text = signer.sign(LINK);
        for (int i = 0; i < text.length(); i++) {
            var other = text.substring(0, i) + (text.charAt(i) == 'Q' ? 'Z' : 'Q') + text.substring(i + 1);
            boolean sameOctets = i == text.length() - 1;
            assertTrue(sameOctets || signer.read(other).isEmpty(), other);
            assertEquals(Optional.empty(), signer.read(text.substring(0, i)), "cut at " + i);
        }
        for (var nonsense : new String[] {"", ".", "a.", ".a", "ä.ö", "=.=", "a".repeat(2000) + ".a"}) {
            assertEquals(Optional.empty(), signer.read(nonsense));
        }
    }
}
