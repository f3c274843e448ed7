package io.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every form that a certificate and its key come in, and what is said of those that cannot serve. */
class CredentialTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "rsa.crt, rsa.key, '', RSA, 2",
        "rsa.crt, rsa-pkcs1.key, '', RSA, 2",
        "rsa.crt, rsa-encrypted.key, secret, RSA, 2",
        "rsa.crt, rsa-encrypted-3des.key, secret, RSA, 2",
        "ec.crt, ec.key, '', EC, 1",
        "ec.crt, ec-sec1.key, '', EC, 1",
        "rsa.p12, '', secret, RSA, 2",
    })
    void formIsRead(String certificate, String key, String password, String algorithm, int chain) throws Unusable {
        var credential = Credential.load(TlsFiles.certificate(certificate, key, password));
        assertEquals(algorithm, credential.key().getAlgorithm());
        assertEquals(chain, credential.chain().size());
    }

    @ParameterizedTest
    @CsvSource({
        "nothing.crt, rsa.key, '', certificate: , does not exist",
        "rsa.crt, nothing.key, '', key: , does not exist",
        "rsa.crt, ec.key, '', key: , does not belong",
        "rsa.crt, rsa.crt, '', key: , holds no private key",
        "rsa.key, rsa.key, '', certificate: , holds no certificate",
        "rsa.crt, '', '', key: , is missing",
        "rsa.crt, rsa-encrypted.key, '', password: , is missing",
        "rsa.crt, rsa-encrypted.key, wrong, password: , does not open",
        "rsa.crt, rsa-encrypted-pkcs1.key, secret, key: , openssl pkcs8",
        "rsa.p12, '', wrong, password: , does not open",
        "'', rsa.key, '', certificate: , is a folder",
    })
    void problemNamesKeyAndRemedy(String certificate, String key, String password, String section, String words) {
        var unusable = assertThrows(Unusable.class,
                () -> Credential.load(TlsFiles.certificate(certificate, key, password)));
        assertTrue(unusable.getMessage().startsWith(section) && unusable.getMessage().contains(words)
                && !unusable.getMessage().contains("wrong;"), unusable.getMessage());
    }

    @Test
    void damagedFilesAreToldApart() throws IOException {
        var garbage = Files.writeString(folder.resolve("garbage"), "no certificate at all");
        var cut = Files.writeString(folder.resolve("cut"),
                "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmg\n-----END CERTIFICATE-----\n");
        var oldSec1 = Files.writeString(folder.resolve("short"),
                "-----BEGIN EC PRIVATE KEY-----\nMAYCAQEEAQE=\n-----END EC PRIVATE KEY-----\n");
        assertEquals("certificate: " + garbage + " is neither PEM nor PKCS #12;", problem(garbage, Optional.empty()));
        assertEquals("certificate: " + garbage + " holds no PEM block;", problem(garbage, Optional.of(garbage)));
        assertEquals("certificate: " + cut + " has a damaged certificate;", problem(cut, Optional.of(garbage)));
        assertEquals("key: " + oldSec1 + " does not name its curve;",
                problem(TlsFiles.path("ec.crt"), Optional.of(oldSec1)));
    }

    private static String problem(Path certificate, Optional<Path> key) {
        var message = assertThrows(Unusable.class, () -> Credential.load(
                new Config.Certificate(certificate, key, Optional.<Secret>empty()))).getMessage();
        return message.substring(0, message.indexOf(';') + 1);
    }

    @Test
    void expiredOneIsReadAndSaysSo() throws Unusable {
        var credential = Credential.load(TlsFiles.certificate("expired.crt", "expired.key", ""));
        assertTrue(credential.expiry().isBefore(Instant.now()));
    }
}
