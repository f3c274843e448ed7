package io.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.postern.config.Config;
import io.postern.config.Secret;

/**
 * The certificates of the tests, good for a hundred years: {@code rsa} for mx.postern.test and *.rsa.test, {@code ec} for
 * other.test and *.wild.test, {@code client}, all of the authority {@code ca}; {@code stranger} of nobody, {@code expired}.
 */
public final class TlsFiles {

    private TlsFiles() {
    }

    public static Path path(String name) {
        return Path.of("src/test/resources/tls", name).toAbsolutePath();
    }

    static Config.Certificate certificate(String certificate, String key, String password) {
        return new Config.Certificate(path(certificate), key.isEmpty() ? Optional.empty() : Optional.of(path(key)),
                password.isEmpty() ? Optional.empty() : Optional.of(new Secret(password)));
    }

    /** What verifies next hops by the authority {@code ca}, for {@code names} or their own. */
    public static TlsPolicy verify(String... names) {
        return policy(Config.TlsDemand.VERIFY, Optional.empty(), names);
    }

    public static TlsPolicy verifyBySystem() {
        return new TlsPolicy(TlsPolicy.Demand.REQUIRE, new TlsPolicy.Proof.Authority(Anchors.system(), List.of()), Optional.empty());
    }

    /** As {@link #verify}, or less; {@code shown} is the client's certificate. */
    public static TlsPolicy policy(Config.TlsDemand demand, Optional<String> shown, String... names) {
        var ca = demand == Config.TlsDemand.VERIFY ? Optional.of(path("ca.crt")) : Optional.<Path>empty();
        var tls = new Config.RouteTls(demand, ca, List.of(names), shown.map(name -> certificate(name + ".crt", name + ".key", "")));
        try {
            return RoutePolicies.policy(tls, Optional.empty());
        } catch (Unusable unusable) {
            throw new AssertionError(unusable);
        }
    }

    /** For clients that trust anyone. */
    public static SSLContext client() {
        return context(null);
    }

    /** For clients that show {@code name}. */
    public static SSLContext client(String name) {
        try {
            var credential = Credential.load(certificate(name + ".crt", name + ".key", ""));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("client", credential.key(), new char[0], credential.chain().toArray(Certificate[]::new));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return context(keys);
        } catch (Unusable | IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static SSLContext context(KeyManagerFactory keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            TrustManager[] trust = InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
            context.init(keys == null ? null : keys.getKeyManagers(), trust, null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Puts a certificate and its key into {@code folder} as a mounted secret is: behind a link that is swapped whole. */
    public static void mount(Path folder, String name, String revision) throws IOException {
        var data = Files.createDirectories(folder.resolve(revision));
        Files.copy(path(name + ".crt"), data.resolve("tls.crt"));
        Files.copy(path(name + ".key"), data.resolve("tls.key"));
        swap(folder, revision);
    }

    public static void swap(Path folder, String revision) throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("..next-" + revision), Path.of(revision));
        Files.move(link, folder.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        for (var file : new String[] {"tls.crt", "tls.key"}) {
            if (!Files.isSymbolicLink(folder.resolve(file))) {
                Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
            }
        }
    }
}
