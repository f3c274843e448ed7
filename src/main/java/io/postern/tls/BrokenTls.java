package io.postern.tls;

import java.net.InetSocketAddress;

/**
 * Next hops that announce STARTTLS and cannot do it: mail that may go in plain does so there at once, for a while. Never
 * asked where encryption is required. Thread-safe; answers at once.
 */
public interface BrokenTls {

    boolean isBroken(InetSocketAddress hop);

    /** A handshake failed with {@code hop}, which in plain is alive. */
    void broke(InetSocketAddress hop);
}
