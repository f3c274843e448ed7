package io.postern.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.postern.config.ConfigLoader;
import io.postern.config.Environment;
import io.postern.config.Loaded;
import io.postern.config.Problem;
import io.postern.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What `postern check` says of certificates, by the keys of the configuration. */
class CertificateCheckTest {

    @TempDir
    private Path folder;

    private CertificateCheck check(String certificate, String key) {
        var text = """
                hostname: mx.postern.test
                listeners:
                  - {bind: "127.0.0.1:0"}
                  - {bind: "127.0.0.1:0", tls: {mode: starttls, certificate: %1$s/rsa.crt, key: %1$s/rsa.key,
                      more: [{certificate: %2$s, key: %3$s}]}}
                admin: {bind: "127.0.0.1:0"}
                quarantine: {path: /tmp/q}
                """.formatted(TlsFiles.path(""), certificate, key);
        return switch (ConfigLoader.parse(text, Path.of("postern.yaml"), Environment.ofProcess())) {
            case Loaded.Ok ok -> CertificateCheck.of(ok.config(), Path.of("postern.yaml"));
            case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    @Test
    void goodPairHasNoProblem() {
        assertEquals(CertificateCheck.NOTHING, check(TlsFiles.path("ec.crt") + "", TlsFiles.path("ec-sec1.key") + ""));
    }

    @Test
    void missingFileAndWrongKeyAreNamedByKey() throws IOException {
        var missing = folder.resolve("tls.key");
        assertEquals(List.of(new Problem("postern.yaml", 0, "listeners[1].tls.more[0].key",
                        missing + " does not exist", "correct the path")),
                check(TlsFiles.path("ec.crt") + "", missing + "").problems());
        Files.copy(TlsFiles.path("rsa.key"), missing);
        var problem = check(TlsFiles.path("ec.crt") + "", missing + "").problems().getFirst();
        assertEquals("listeners[1].tls.more[0].key", problem.key());
        assertTrue(problem.wrong().contains(missing + " does not belong to"), problem.wrong());
    }

    @Test
    void expiredOneIsOnlyAWarning() {
        var check = check(TlsFiles.path("expired.crt") + "", TlsFiles.path("expired.key") + "");
        assertEquals(List.of(), check.problems());
        assertEquals("listeners[1].tls.certificate", check.warnings().getFirst().key());
    }
}
