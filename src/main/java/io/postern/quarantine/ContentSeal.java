package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.AesGcmJce;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Seals one message with its data key: the description at once (AES-256-GCM), the content in segments (Tink's streaming
 * AES-GCM with HKDF), none of which is given away before it is proved, nor the end before the last one was there.
 */
final class ContentSeal {

    private static final int KEY_OCTETS = 32;
    private static final int SEGMENT_OCTETS = 64 << 10;

    private final String id;
    private final byte[] dataKey;

    ContentSeal(String id, byte[] dataKey) {
        this.id = id;
        this.dataKey = dataKey;
    }

    byte[] seal(byte[] description) {
        try {
            return new AesGcmJce(dataKey).encrypt(description, boundTo("description"));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    byte[] open(byte[] sealedDescription) throws DamagedMessage {
        try {
            return new AesGcmJce(dataKey).decrypt(sealedDescription, boundTo("description"));
        } catch (GeneralSecurityException altered) {
            throw new DamagedMessage(id, "its description is not the one that was written");
        }
    }

    long sealedLength(long contentLength) {
        return streaming().expectedCiphertextSize(contentLength);
    }

    /** Closing it closes {@code content}. */
    InputStream sealing(InputStream content) throws IOException {
        return new SealingStream(content, sealed -> {
            try {
                return streaming().newEncryptingStream(sealed, boundTo("content"));
            } catch (GeneralSecurityException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }

    /** Closing it closes {@code sealed}. */
    InputStream opening(InputStream sealed) throws IOException {
        return new OpeningStream(id, sealed, source -> {
            try {
                return streaming().newDecryptingStream(source, boundTo("content"));
            } catch (GeneralSecurityException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }

    private AesGcmHkdfStreaming streaming() {
        try {
            return new AesGcmHkdfStreaming(dataKey, "HmacSha256", KEY_OCTETS, SEGMENT_OCTETS, 0);
        } catch (InvalidAlgorithmParameterException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private byte[] boundTo(String what) {
        return ("postern-quarantine " + what + " " + id).getBytes(UTF_8);
    }
}
