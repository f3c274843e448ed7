package io.postern.quarantine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a link in a digest allows whoever has it: to release one message to one of its recipients ({@code recipient} empty: to
 * all of them), until it expires. {@link Signer} makes it a text that nobody else can make.
 */
public record DigestLink(String id, String recipient, Instant expires) {

    private static final String PURPOSE = "postern digest link 1";
    private static final int MOST_CHARACTERS = 1_000;
    private static final int FIELDS = 3;

    /** The same key on all nodes, or a link serves with its own node alone. Thread-safe. */
    public static final class Signer {

        private static final String ALGORITHM = "HmacSHA256";

        private final SecretKeySpec key;
        private final InstantSource clock;

        /** {@code secret} may serve other purposes, too. */
        public Signer(String secret, InstantSource clock) {
            this.key = new SecretKeySpec(
                    mac(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM), PURPOSE), ALGORITHM);
            this.clock = clock;
        }

        /** Letters, digits, hyphen, underscore and one dot. */
        public String sign(DigestLink link) {
            var payload = base64((link.id() + '\n' + link.recipient() + '\n' + link.expires().getEpochSecond())
                    .getBytes(StandardCharsets.UTF_8));
            return payload + '.' + base64(mac(key, payload));
        }

        /** Empty if it is not ours, or not any more. */
        public Optional<DigestLink> read(String text) {
            int dot = text.indexOf('.');
            if (dot < 0 || text.length() > MOST_CHARACTERS) {
                return Optional.empty();
            }
            var payload = text.substring(0, dot);
            try {
                return MessageDigest.isEqual(mac(key, payload), Base64.getUrlDecoder().decode(text.substring(dot + 1)))
                        ? parsed(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8)
                                .split("\n", FIELDS)).filter(link -> clock.instant().isBefore(link.expires()))
                        : Optional.empty();
            } catch (IllegalArgumentException notBase64) {
                return Optional.empty();
            }
        }

        private static Optional<DigestLink> parsed(String[] fields) {
            return Optional.of(new DigestLink(fields[0], fields[1], Instant.ofEpochSecond(Long.parseLong(fields[2]))));
        }

        private static String base64(byte[] octets) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        }

        private static byte[] mac(SecretKeySpec key, String text) {
            try {
                var mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException everyJavaHasIt) {
                throw new IllegalStateException(everyJavaHasIt);
            }
        }
    }
}
