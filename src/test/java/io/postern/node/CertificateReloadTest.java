package io.postern.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.postern.tls.TlsFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A certificate renewed on disk, as a mounted secret is: the node shows it to new sessions by itself. */
class CertificateReloadTest {

    @TempDir
    private Path folder;
    private Path secret;
    private TestNode node;
    private AdminCalls admin;

    @BeforeEach
    void start() throws IOException {
        secret = Files.createDirectory(folder.resolve("secret"));
        TlsFiles.mount(secret, "rsa", "..one");
        node = TestNode.withListeners(folder, listener("starttls"));
        admin = new AdminCalls(node.adminPort());
    }

    private String listener(String mode) {
        return "listeners: [{bind: \"127.0.0.1:0\", tls: {mode: %1$s, certificate: %2$s/tls.crt, key: %2$s/tls.key}}]\n"
                .formatted(mode, secret) + TestNode.route(1);
    }

    @AfterEach
    void stop() {
        admin.close();
        node.close();
    }

    private String shown() {
        try (var client = TlsClient.readyForTls(node.port()).shakeHands(TlsFiles.client())) {
            return client.subject();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private double expirySeconds() {
        return admin.metric("postern_certificate_expiry_seconds{certificate=\"" + secret.resolve("tls.crt") + "\"}");
    }

    @Test
    void swappedLinkIsSeenAndABrokenFileIsNotTaken() throws IOException {
        try (var old = new TlsClient(node.port())) {
            old.reply();
            old.ask("EHLO plain.test");
            assertEquals("CN=mx.postern.test", shown());
            assertTrue(expirySeconds() > 1_000_000_000);
            TlsFiles.mount(secret, "ec", "..two");
            eventually(() -> shown().equals("CN=other.test"));
            old.ask("STARTTLS");
            old.shakeHands(TlsFiles.client());
            assertEquals("CN=mx.postern.test", old.subject(), "a session keeps its generation");
        }
        var broken = Files.createDirectory(secret.resolve("..three"));
        Files.copy(TlsFiles.path("rsa.crt"), broken.resolve("tls.crt"));
        Files.copy(TlsFiles.path("ec.key"), broken.resolve("tls.key"));
        TlsFiles.swap(secret, "..three");
        eventually(() -> admin.metric("postern_alerts_total{kind=\"unusable-file\"}") == 1);
        assertEquals("CN=other.test", shown());
        assertTrue(expirySeconds() > 1_000_000_000);
    }

    @Test
    void reloadTakesOtherModesAndNamesWhatIsBroken() throws IOException {
        TestNode.writeWithListeners(folder, listener("required"));
        assertEquals(200, admin.post("/api/v1/reload").statusCode());
        try (var client = new TlsClient(node.port())) {
            client.reply();
            client.ask("EHLO plain.test");
            assertTrue(client.ask("MAIL FROM:<a@client.test>").startsWith("530 5.7.0"));
        }
        Files.writeString(secret.resolve("..one/tls.key"), "nothing");
        var answer = admin.post("/api/v1/reload");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("listeners[0].tls.key: "), answer.body());
        assertEquals("CN=mx.postern.test", shown());
    }
}
