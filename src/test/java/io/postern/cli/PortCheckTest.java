package io.postern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import io.postern.cli.Finding.Result;
import io.postern.tls.TlsFiles;
import io.postern.world.ClosedPort;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a port says, and what the audit makes of it. */
class PortCheckTest {

    private SinkServer hop;

    @BeforeEach
    void open() throws IOException {
        hop = new SinkServer();
    }

    @AfterEach
    void close() throws IOException {
        hop.close();
    }

    @Test
    void refusedPortFails() throws IOException {
        try (var nobody = new ClosedPort()) {
            assertEquals(Result.FAIL, result(look(nobody.address(), "sink.test"), "port"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "220 sink.test ready,       OK",
        "220 SINK.test,             OK",
        "220 ours.test ready,       OK",
        "220 else.test ready,       WARN",
        "421 4.3.2 busy,            WARN",
        "554 5.7.1 not from you,    FAIL",
    })
    void greeting(String text, Result expected) {
        hop.reply("CONNECT", text + "\r\n");
        assertEquals(expected, result(look(hop.address(), "sink.test"), "banner"));
    }

    @Test
    void babbleIsNoDialogue() {
        hop.replyAndClose("CONNECT", "hello\r\n");
        assertEquals(Result.FAIL, result(look(hop.address(), "sink.test"), "dialogue"));
    }

    @Test
    void missingExtensionsAndMissingTlsAreWarnedOf() {
        var plain = look(hop.address(), "sink.test");
        assertEquals(Result.WARN, result(plain, "extensions"));
        assertEquals(Result.WARN, result(plain, "starttls"));
        hop.extensions("250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250 SIZE 1000\r\n");
        hop.reply("STARTTLS", "454 4.7.0 not now\r\n");
        var all = look(hop.address(), "sink.test");
        assertEquals(Result.OK, result(all, "extensions"));
    }

    @Test
    void handshakeThatBreaksFails() {
        hop.extensions("250 STARTTLS\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
        assertEquals(Result.FAIL, result(look(hop.address(), "sink.test"), "starttls"));
    }

    @ParameterizedTest
    @CsvSource({
        "expired.crt, mx.postern.test,   2026-12-01T00:00:00Z, FAIL",
        "rsa.crt,     mx.postern.test,   2026-12-01T00:00:00Z, WARN",
        "rsa.crt,     a.rsa.test,        2026-12-01T00:00:00Z, WARN",
        "rsa.crt,     a.b.rsa.test,      2026-12-01T00:00:00Z, FAIL",
        "rsa.crt,     else.postern.test, 2026-12-01T00:00:00Z, FAIL",
        "rsa.crt,     mx.postern.test,   1999-12-01T00:00:00Z, FAIL",
        "rsa.crt,     mx.postern.test,   2126-12-01T00:00:00Z, FAIL",
    })
    void certificate(String file, String host, Instant now, Result expected) throws Exception {
        try (InputStream in = Files.newInputStream(TlsFiles.path(file))) {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            var chain = new X509Certificate[] {certificate};
            assertEquals(expected, ServedCertificate.judged(chain, host, host, now).result());
        }
    }

    private static List<Finding> look(InetSocketAddress hop, String host) {
        return new PortCheck(hop.getPort(), "ours.test"::equals).look(host, hop.getAddress());
    }

    private static Result result(List<Finding> findings, String check) {
        return findings.stream().filter(finding -> finding.check().equals(check)).findFirst().orElseThrow().result();
    }
}
