package io.postern.quarantine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import io.postern.config.Config;

/**
 * The configured keys. Each stored object has a data key of its own, wrapped by the first of them (AES-256-GCM); all of them
 * unwrap. What is wrapped is bound to the message's id: under another name it does not open.
 */
final class Keyring {

    private static final int KEY_OCTETS = 32;

    /** A data key, and how it stands in the object. */
    record Wrapped(String keyName, byte[] wrapped, byte[] dataKey) {
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<String, byte[]> keys = new LinkedHashMap<>();

    /** Nothing is encrypted with no keys. */
    Keyring(List<Config.QuarantineKey> configured) {
        configured.forEach(key -> keys.put(key.name(), key.octets()));
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    Wrapped newDataKey(String id) {
        var first = keys.entrySet().iterator().next();
        var dataKey = new byte[KEY_OCTETS];
        random.nextBytes(dataKey);
        try {
            return new Wrapped(first.getKey(), new AesGcmJce(first.getValue()).encrypt(dataKey, boundTo(id)), dataKey);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    byte[] unwrap(String id, String keyName, byte[] wrapped) throws KeyMissing, DamagedMessage {
        var key = keys.get(keyName);
        if (key == null) {
            throw new KeyMissing(id, keyName);
        }
        try {
            return new AesGcmJce(key).decrypt(wrapped, boundTo(id));
        } catch (GeneralSecurityException altered) {
            throw new DamagedMessage(id, "its data key does not unwrap with the key " + keyName);
        }
    }

    /** A key for another purpose than wrapping, made of the first one; none without keys. */
    Optional<byte[]> derived(String purpose) {
        return keys.values().stream().findFirst().map(first -> {
            try {
                return Hkdf.computeHkdf("HmacSha256", first, new byte[0], octets(purpose), KEY_OCTETS);
            } catch (GeneralSecurityException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }

    private static byte[] boundTo(String id) {
        return octets("postern-quarantine key " + id);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
