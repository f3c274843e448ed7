package io.postern.smtp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The client as a session knows it.
 *
 * @param address where it connects from, or where a trusted proxy says that it does
 * @param helo the name it gave in HELO or EHLO, empty before
 * @param extended whether it speaks ESMTP
 * @param tls TLS version and cipher suite if the session is encrypted
 * @param certificate the subject of the certificate that it showed, and whether that was verified
 * @param name its name by reverse DNS, confirmed by forward DNS
 */
public record Peer(
        InetAddress address,
        int port,
        String helo,
        boolean extended,
        Optional<String> tls,
        Optional<ClientCertificate> certificate,
        Optional<String> name) {

    /** {@code verified}: it chains to an authority that the listener trusts for clients. */
    public record ClientCertificate(String subject, boolean verified) {

        public String words() {
            return subject + (verified ? " (verified)" : " (not verified)");
        }
    }

    public Peer(InetAddress address, int port, String helo, boolean extended, Optional<String> tls) {
        this(address, port, helo, extended, tls, Optional.empty(), Optional.empty());
    }

    public static Peer connecting(InetAddress address, int port) {
        return new Peer(address, port, "", false, Optional.empty());
    }

    public Peer greeted(String said, boolean withEhlo) {
        return new Peer(address, port, said, withEhlo, tls, certificate, name);
    }

    /** What it said before does not count any more (RFC 3207 §4.2). */
    public Peer encrypted(String protocol, Optional<ClientCertificate> shown) {
        return new Peer(address, port, "", false, Optional.of(protocol), shown, name);
    }

    public Peer named(String confirmed) {
        return new Peer(address, port, helo, extended, tls, certificate, Optional.of(confirmed));
    }
}
