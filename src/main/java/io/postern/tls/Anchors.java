package io.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The authorities in whose word something is trusted. Equal if they are the same ones. */
public final class Anchors {

    /** Where systems keep theirs: Debian and Alpine, Red Hat, SUSE. */
    private static final List<Path> SYSTEM = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"), Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    private final X509TrustManager manager;
    private final String fingerprint;

    private Anchors(X509TrustManager manager) {
        this.manager = manager;
        this.fingerprint = fingerprint(List.of(manager.getAcceptedIssuers()));
    }

    /** Those of a PEM file that {@code key} names; blocks. */
    static Anchors of(String key, Path file) throws Unusable {
        try {
            return new Anchors(manager(Credential.certificates(key, file)));
        } catch (IOException | GeneralSecurityException failure) {
            throw new Unusable(key, file + " cannot be used (" + failure.getMessage() + ")", "write it anew");
        }
    }

    /** Those of the system; where it has none, those of the Java runtime. Blocks. */
    static Anchors system() {
        for (var file : SYSTEM) {
            if (Files.isReadable(file)) {
                try {
                    return of("tls", file);
                } catch (Unusable damaged) {
                    continue;
                }
            }
        }
        try {
            return new Anchors(manager((KeyStore) null));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the Java runtime has no authorities", broken);
        }
    }

    private static X509TrustManager manager(List<X509Certificate> certificates)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var certificate : certificates) {
            store.setCertificateEntry("authority-" + store.size(), certificate);
        }
        return manager(store);
    }

    private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    X509TrustManager manager() {
        return manager;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** The same for the same certificates in any order. */
    static String fingerprint(List<X509Certificate> certificates) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var sorted = new byte[certificates.size()][];
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = digest.digest(certificates.get(i).getEncoded());
            }
            Arrays.sort(sorted, Arrays::compareUnsigned);
            for (var one : sorted) {
                digest.update(one);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Anchors that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }
}
