package io.postern.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.postern.config.Config;

/** A certificate with its chain, its own first, and the key that belongs to it. */
public record Credential(Path file, List<X509Certificate> chain, PrivateKey key) {

    /** Reads the files; blocks. */
    static Credential load(Config.Certificate files) throws Unusable {
        var credential = files.key().isPresent() ? pem(files, files.key().get()) : keyStore(files);
        if (!credential.keyBelongs()) {
            throw new Unusable(files.key().isPresent() ? "key" : "certificate",
                    files.key().orElse(files.certificate()) + " does not belong to the first certificate in "
                            + files.certificate(), "write the pair that was issued together, the host's certificate first");
        }
        return credential;
    }

    private static Credential pem(Config.Certificate files, Path keyFile) throws Unusable {
        var chain = certificates("certificate", files.certificate());
        return new Credential(files.certificate(), chain, PrivateKeys.of(PemFile.read("key", keyFile), files.password()));
    }

    /** All certificates of a PEM file, one at least. */
    static List<X509Certificate> certificates(String key, Path file) throws Unusable {
        var chain = new ArrayList<X509Certificate>();
        for (var block : PemFile.read(key, file).blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.octets())));
                } catch (CertificateException damaged) {
                    throw new Unusable(key, file + " has a damaged certificate", "write the file anew");
                }
            }
        }
        if (chain.isEmpty()) {
            throw new Unusable(key, file + " holds no certificate", "name the file of the certificate chain");
        }
        return List.copyOf(chain);
    }

    /** A file without a key beside it is PKCS #12 (RFC 7292), or else the key's path was forgotten. */
    private static Credential keyStore(Config.Certificate files) throws Unusable {
        var octets = Unusable.read("certificate", files.certificate());
        if (new String(octets, 0, Math.min(octets.length, 4096), java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("-----BEGIN ")) {
            throw new Unusable("key", "is missing", "write the path of the PEM file with the private key");
        }
        var password = files.password().map(secret -> secret.value().toCharArray()).orElse(new char[0]);
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(octets), password);
            for (var alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    return new Credential(files.certificate(), x509(store.getCertificateChain(alias)), key);
                }
            }
        } catch (IOException wrong) {
            boolean locked = wrong.getCause() instanceof GeneralSecurityException;
            throw locked
                    ? new Unusable("password", "does not open " + files.certificate(), "write the right one")
                    : new Unusable("certificate", files.certificate() + " is neither PEM nor PKCS #12",
                            "write a PEM chain with its key, or a PKCS #12 file with its password");
        } catch (GeneralSecurityException damaged) {
            throw new Unusable("certificate", files.certificate() + " cannot be read (" + damaged.getMessage() + ")",
                    "write it anew with: openssl pkcs12 -export");
        }
        throw new Unusable("certificate", files.certificate() + " holds no private key",
                "write it anew with: openssl pkcs12 -export -inkey KEY -in CHAIN");
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }

    /** What the key signs, the certificate must verify: works for every kind of key. */
    private boolean keyBelongs() {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var octets = chain.getFirst().getSubjectX500Principal().getEncoded();
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(octets);
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(chain.getFirst().getPublicKey());
            verifying.update(octets);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    public Instant expiry() {
        return chain.stream().map(each -> each.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
    }

    /** The host names it is for, lower case, some with a leading {@code *.} (RFC 9525 §2: those of the SAN only). */
    List<String> names() {
        return HostNames.of(chain.getFirst());
    }
}
