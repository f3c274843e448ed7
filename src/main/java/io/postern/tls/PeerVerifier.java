package io.postern.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Looks at the certificates of next hops. Where a proof is demanded, one must be valid now, of one of the anchors, for one of
 * the names. Asks nobody: whether it was revoked is not known. During the handshake, so that the other end hears of it by an alert, and before it sees ours.
 */
final class PeerVerifier extends X509ExtendedTrustManager {

    private static final int NAMES_TOLD = 5;

    /** In a session, from the look at its certificate to the end of the handshake. */
    private static final String SEEN = "postern.seen";

    private final TlsPolicy.Proof proof;

    PeerVerifier(TlsPolicy.Proof proof) {
        this.proof = proof;
    }

    /** Whether there was a certificate to look at in the handshake just over, as there is in all that resume nothing. */
    static boolean hasSeen(SSLSession session) {
        boolean seen = session.getValue(SEEN) != null;
        // what stands in a session stands in those that resume it, too
        session.removeValue(SEEN);
        return seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        engine.getHandshakeSession().putValue(SEEN, true);
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        switch (proof) {
            case TlsPolicy.Proof.Anyone _ -> { }
            case TlsPolicy.Proof.Authority(var anchors, var names) -> check(chain, authType, anchors, names);
        }
    }

    private static void check(X509Certificate[] chain, String authType, Anchors anchors, List<String> names) throws CertificateException {
        var host = chain[0];
        valid(host);
        trusted(chain, authType, anchors);
        for (var name : names) {
            if (HostNames.proves(host, name)) {
                return;
            }
        }
        throw Distrust.OTHER_NAME.as("certificate is for " + told(HostNames.of(host)) + ", not " + told(names));
    }

    /** Before the authorities are asked, who say less clearly what is wrong. */
    private static void valid(X509Certificate certificate) throws CertificateException {
        var now = Instant.now();
        if (certificate.getNotAfter().toInstant().isBefore(now)) {
            throw Distrust.EXPIRED.as("certificate expired on " + certificate.getNotAfter().toInstant());
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            throw Distrust.NOT_YET_VALID.as("certificate is not valid before " + certificate.getNotBefore().toInstant());
        }
    }

    private static void trusted(X509Certificate[] chain, String authType, Anchors anchors) throws CertificateException {
        try {
            anchors.manager().checkServerTrusted(chain, authType);
        } catch (CertificateException | RuntimeException distrusted) {
            // a peer's certificate may be malformed in ways that the JDK meets with anything
            var last = chain[chain.length - 1];
            boolean selfSigned = chain.length == 1 && last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
            throw Distrust.UNKNOWN_AUTHORITY.as(selfSigned ? "certificate is self-signed"
                    : "certificate of " + last.getIssuerX500Principal() + " is not trusted: " + distrusted.getMessage());
        }
    }

    private static String told(List<String> names) {
        var some = String.join(", ", names.subList(0, Math.min(NAMES_TOLD, names.size())));
        return names.isEmpty() ? "no host" : names.size() > NAMES_TOLD ? some + " and others" : some;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no client is asked here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
