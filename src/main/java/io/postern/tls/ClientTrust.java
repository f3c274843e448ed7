package io.postern.tls;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;

import io.postern.smtp.Peer;

/** Looks at the certificate that a client has shown, after the handshake, which does not depend on it. */
final class ClientTrust {

    private final Optional<X509TrustManager> authorities;

    private ClientTrust(Optional<X509TrustManager> authorities) {
        this.authorities = authorities;
    }

    /** {@code file}: a PEM file of authorities; without one no client is verified. */
    static ClientTrust of(Optional<Path> file) throws Unusable {
        return new ClientTrust(file.isPresent()
                ? Optional.of(Anchors.of("client-ca", file.get()).manager())
                : Optional.empty());
    }

    /** A millisecond of CPU time where there is a certificate; asks nobody. */
    Optional<Peer.ClientCertificate> shown(SSLSession session) {
        try {
            var chain = Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
            return chain.length == 0
                    ? Optional.empty()
                    : Optional.of(new Peer.ClientCertificate(subject(chain[0]), isVerified(chain)));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** RFC 5280 §6, with the validity of now and the purpose of a client. */
    private boolean isVerified(X509Certificate[] chain) {
        if (authorities.isEmpty()) {
            return false;
        }
        try {
            authorities.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException | RuntimeException notTrusted) {
            // a peer's certificate may be malformed in ways that the JDK meets with anything
            return false;
        }
    }

    /** The common name, or the whole distinguished name where there is none. */
    private static String subject(X509Certificate certificate) {
        var name = certificate.getSubjectX500Principal().getName();
        try {
            for (var part : new LdapName(name).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
                    return text;
                }
            }
        } catch (InvalidNameException | RuntimeException strange) {
            return name;
        }
        return name;
    }
}
