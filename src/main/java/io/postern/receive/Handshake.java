package io.postern.receive;

import java.util.Optional;

import javax.net.ssl.SSLSession;

import io.postern.smtp.Peer;
import io.postern.tls.ServerTls;
import io.postern.wire.Connection;

/** How a TLS handshake with a client ended. */
public sealed interface Handshake {

    /** {@code words}: version and cipher suite; {@code certificate}: what the client showed. */
    record Done(String version, String words, Optional<Peer.ClientCertificate> certificate) implements Handshake {
    }

    record Failed(String cause) implements Handshake {

        /** The innermost cause is the engine's own word; one is enough for a line of the log. */
        static Handshake of(Throwable failure) {
            var cause = failure;
            for (int depth = 0; depth < 5 && cause.getCause() != null; depth++) {
                cause = cause.getCause();
            }
            return new Failed(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }
    }

    static Handshake done(SSLSession session, ServerTls tls) {
        return new Done(session.getProtocol(), Connection.words(session), tls.shown(session));
    }
}
