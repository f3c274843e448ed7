package io.postern.tls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;

/**
 * The keys under which clients hold their sessions (RFC 5077, RFC 8446 §4.6.1): those of the whole node and of all its
 * generations, so that a new certificate ends no resumption. Made anew twice a day, and good for one turn more; the old
 * ones are forgotten, which bounds what a stolen memory image can open. Thread-safe.
 */
public final class TicketKeys {

    private static final long TURN_NANOS = Duration.ofHours(12).toNanos();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LongSupplier nanos;
    private OpenSslSessionTicketKey[] keys = {fresh()};
    private long sinceNanos;

    public TicketKeys(LongSupplier nanos) {
        this.nanos = nanos;
        this.sinceNanos = nanos.getAsLong();
    }

    /** Whether there are new keys now, which are to be given to all contexts. */
    public synchronized boolean turn() {
        if (nanos.getAsLong() - sinceNanos < TURN_NANOS) {
            return false;
        }
        sinceNanos = nanos.getAsLong();
        keys = new OpenSslSessionTicketKey[] {fresh(), keys[0]};
        return true;
    }

    /** The JDK's engine makes keys of its own and takes no others. */
    synchronized void giveTo(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(keys);
        }
    }

    private static OpenSslSessionTicketKey fresh() {
        return new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE), random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] random(int octets) {
        var random = new byte[octets];
        RANDOM.nextBytes(random);
        return random;
    }
}
