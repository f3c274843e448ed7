package io.postern.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.postern.config.Secret;

/**
 * Vouches for what nodes share. The grid cannot turn away a member that knows its name, so every value carries an
 * HMAC-SHA256 under the cluster's secret over the place it is kept at (map and key), its octets and its expiry: a value
 * of a stranger, a value moved to another key, and a value given a longer life all fail to open. Thread-safe.
 */
final class Seal {

    private final Mac keyed;
    private final InstantSource clock;
    private final Runnable whenForged;

    Seal(Secret secret, InstantSource clock) {
        this(secret, clock, () -> { });
    }

    /** {@code whenForged} runs at each value that is not ours, on the thread that meets it; it must not block. */
    Seal(Secret secret, InstantSource clock, Runnable whenForged) {
        this.keyed = keyed(secret);
        this.clock = clock;
        this.whenForged = whenForged;
    }

    /** What opening a shared value can say. */
    sealed interface Opened {

        record Genuine(byte[] octets, long expiresAtMillis) implements Opened {
        }

        record Expired() implements Opened {
        }

        /** Not sealed under our secret for this place, or not a value of ours at all. */
        record Forged() implements Opened {
        }
    }

    SharedValue close(String map, String key, byte[] octets, long expiresAtMillis) {
        return new SharedValue(octets, expiresAtMillis, mark(map, key, octets, expiresAtMillis));
    }

    /** {@code found} is whatever stood in the grid; the mark is looked at before the expiry. */
    Opened open(String map, String key, Object found) {
        if (!(found instanceof SharedValue value)) {
            return forged();
        }
        var due = mark(map, key, value.octets(), value.expiresAtMillis());
        if (!MessageDigest.isEqual(due, value.mark())) {
            return forged();
        }
        if (value.expiresAtMillis() <= clock.millis()) {
            return new Opened.Expired();
        }
        return new Opened.Genuine(value.octets(), value.expiresAtMillis());
    }

    /** Also for what could not even be read, since it is of a class that is none of ours. */
    Opened forged() {
        whenForged.run();
        return new Opened.Forged();
    }

    /** Every part is preceded by its length, so that no two different quadruples give the same octets. */
    private byte[] mark(String map, String key, byte[] octets, long expiresAtMillis) {
        var mac = fresh();
        part(mac, map.getBytes(StandardCharsets.UTF_8));
        part(mac, key.getBytes(StandardCharsets.UTF_8));
        part(mac, octets);
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, expiresAtMillis));
        return mac.doFinal();
    }

    private static void part(Mac mac, byte[] octets) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, octets.length));
        mac.update(octets);
    }

    private Mac fresh() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mac keyed(Secret secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
