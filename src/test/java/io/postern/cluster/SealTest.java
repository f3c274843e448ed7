package io.postern.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

import io.postern.config.Secret;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class SealTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final byte[] OCTETS = "ten mx1".getBytes(StandardCharsets.UTF_8);

    private final Seal seal = seal("secret", NOW);
    private final SharedValue value = seal.close("mx", "example.com", OCTETS, NOW + 1);

    @Test
    void opensWhatWasClosedUnderTheSameSecret() {
        var genuine = assertInstanceOf(Seal.Opened.Genuine.class, seal("secret", NOW).open("mx", "example.com", value));
        assertEquals(OCTETS, genuine.octets());
        assertEquals(NOW + 1, genuine.expiresAtMillis());
    }

    @Test
    void anotherSecretPlaceExpiryOrOctetIsForged() {
        var forged = new Seal.Opened.Forged();
        assertEquals(forged, seal("Secret", NOW).open("mx", "example.com", value));
        assertEquals(forged, seal.open("mx", "example.org", value));
        assertEquals(forged, seal.open("mxe", "xample.com", value));
        assertEquals(forged, seal.open("mx", "example.com", new SharedValue(OCTETS, NOW + 2, value.mark())));
        assertEquals(forged, seal.open("mx", "example.com", new SharedValue(OCTETS, NOW + 1, new byte[0])));
        for (var at = 0; at < OCTETS.length; at++) {
            var bent = OCTETS.clone();
            bent[at] ^= 1;
            assertEquals(forged, seal.open("mx", "example.com", new SharedValue(bent, NOW + 1, value.mark())));
        }
        assertEquals(forged, seal.open("mx", "example.com", "a string"));
    }

    @Test
    void expiresByTheReadersClock() {
        assertEquals(new Seal.Opened.Expired(), seal("secret", NOW + 1).open("mx", "example.com", value));
    }

    private static Seal seal(String secret, long nowMillis) {
        return new Seal(new Secret(secret), InstantSource.fixed(Instant.ofEpochMilli(nowMillis)));
    }
}
