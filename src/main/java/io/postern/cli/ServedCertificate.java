package io.postern.cli;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Does the handshake with whatever certificate is shown, and then judges it: its time, its names, who signed it. */
final class ServedCertificate {

    private static final Duration SOON = Duration.ofDays(14);
    private static final int DNS_NAME = 2;

    /** Takes what comes, to look at it. */
    private static final class Anyone implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // There is no client here.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Judged after the handshake.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private ServedCertificate() {
    }

    static List<Finding> look(Socket plain, String host, String subject) {
        X509Certificate[] chain;
        var findings = new ArrayList<Finding>();
        try (var secure = secured(plain, host)) {
            secure.startHandshake();
            findings.add(Finding.ok("starttls", subject,
                    secure.getSession().getProtocol() + " " + secure.getSession().getCipherSuite()));
            chain = Arrays.stream(secure.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
        } catch (IOException | GeneralSecurityException failed) {
            return List.of(Finding.fail("starttls", subject, "the handshake fails: " + failed.getMessage(),
                    "check the listener's certificate and key, and what stands in between"));
        }
        findings.add(judged(chain, host, subject, Instant.now()));
        return findings;
    }

    private static SSLSocket secured(Socket plain, String host) throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
        var secure = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        var parameters = secure.getSSLParameters();
        try {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        } catch (IllegalArgumentException noHostName) {
            parameters.setServerNames(List.of());
        }
        secure.setSSLParameters(parameters);
        return secure;
    }

    static Finding judged(X509Certificate[] chain, String host, String subject, Instant now) {
        var own = chain[0];
        var ends = own.getNotAfter().toInstant();
        var until = "until " + ends;
        if (ends.isBefore(now)) {
            return Finding.fail("certificate", subject, "expired at " + ends, "renew it");
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            return Finding.fail("certificate", subject, "not valid before " + own.getNotBefore().toInstant(), "check the clocks");
        }
        if (names(own).stream().noneMatch(name -> matches(name, host))) {
            return Finding.fail("certificate", subject, "is for " + String.join(", ", names(own)) + ", not for " + host,
                    "get one with " + host + " among its names");
        }
        var distrust = distrust(chain);
        if (!distrust.isEmpty()) {
            return Finding.warn("certificate", subject, until + ", but not trusted here: " + distrust,
                    "good enough for most senders; those with MTA-STS want one of a public CA, with its chain");
        }
        return ends.isBefore(now.plus(SOON))
                ? Finding.warn("certificate", subject, until, "it ends soon: see to its renewal")
                : Finding.ok("certificate", subject, until);
    }

    /** RFC 9525 §6.3: only the whole leftmost label may be a wildcard, and it stands for one label. */
    static boolean matches(String name, String host) {
        return name.equals(host)
                || name.startsWith("*.") && host.indexOf('.') > 0 && host.substring(host.indexOf('.')).equals(name.substring(1));
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            var all = certificate.getSubjectAlternativeNames();
            return all == null ? List.of() : all.stream().filter(name -> name.getFirst().equals(DNS_NAME))
                    .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT)).toList();
        } catch (CertificateException damaged) {
            return List.of();
        }
    }

    /** Why the JDK's own authorities do not vouch for it; empty if they do. */
    private static String distrust(X509Certificate[] chain) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trust) {
                    trust.checkServerTrusted(chain, "UNKNOWN");
                }
            }
            return "";
        } catch (GeneralSecurityException untrusted) {
            return untrusted.getMessage();
        }
    }
}
