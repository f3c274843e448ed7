package io.postern.scan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import io.postern.config.ByteSize;
import io.postern.config.Scan;
import io.postern.world.ClosedPort;
import io.postern.world.FakeClamd;
import io.postern.world.FakeClamd.Manner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClamdScannerTest {

    private static final String CONTENT = "Subject: x\r\n\r\n.dot\r\n..\r\n.\r\nend\r\n";
    private static final String LARGE = "0123456789abcdef0123456789\r\n".repeat(400_000);

    private final ScanWorld world = new ScanWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stream: OK, clean, ''",
        "stream: Win.Test.EICAR_HDB-1 FOUND, quarantine, Win.Test.EICAR_HDB-1",
        "INSTREAM size limit exceeded. ERROR, unsure, size-limit",
        "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND, unsure, limits",
        "stream: Can't allocate memory ERROR, unsure, clamd-error",
        "UNKNOWN COMMAND, unsure, clamd-error",
        "stream:  FOUND, unsure, clamd-error",
        "OK, unsure, clamd-error",
        "'', unsure, clamd-error",
    })
    void understandsEveryAnswerHoweverItArrives(String answer, String word, String reason) throws Exception {
        for (var manner : new Manner[] {Manner.ANSWER, Manner.ANSWER_OCTET_BY_OCTET}) {
            try (var clamd = FakeClamd.onLoopback(manner, answer)) {
                var verdict = world.verdict(scanner(clamd.address(), "5s"), CONTENT);
                assertEquals(word, verdict.word());
                assertEquals(reason, verdict.reason());
                assertEquals(CONTENT, clamd.streams().getFirst(), "clamd saw the content, not the wire form");
            }
        }
    }

    @Test
    void streamsALargeBodyAsItIs() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner(clamd.address(), "15s"), LARGE));
            assertTrue(LARGE.equals(clamd.streams().getFirst()), "octets in = octets out");
        }
    }

    @Test
    void sendsAnEmptyBodyAsAnEmptyStream() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner(clamd.address(), "5s"), ""));
            assertEquals("", clamd.streams().getFirst());
        }
    }

    @Test
    void speaksOverAUnixSocket(@TempDir Path folder) throws Exception {
        try (var clamd = FakeClamd.onSocket(folder.resolve("clamd.sock"), "stream: Eicar FOUND")) {
            assertEquals(new Verdict.Quarantine("Eicar"), world.verdict(scanner(clamd.address(), "5s"), CONTENT));
        }
    }

    @Test
    void stopsSendingWhenTheAnswerComesEarly() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER_EARLY, "INSTREAM size limit exceeded. ERROR")) {
            assertEquals(new Verdict.Unsure("size-limit"), world.verdict(scanner(clamd.address(), "15s"), LARGE));
        }
    }

    @Test
    void isUnsureWhenClamdIsSilentDeafGoneOrNotThere() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.SILENCE, "")) {
            assertEquals(new Verdict.Unsure("timeout"), world.verdict(scanner(clamd.address(), "0.2s"), CONTENT));
        }
        try (var clamd = FakeClamd.onLoopback(Manner.DEAF, "")) {
            assertEquals(new Verdict.Unsure("timeout"), world.verdict(scanner(clamd.address(), "0.2s"), LARGE));
        }
        try (var clamd = FakeClamd.onLoopback(Manner.HANG_UP, "")) {
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner(clamd.address(), "5s"), CONTENT));
        }
        try (var nobody = new ClosedPort()) {
            var address = "127.0.0.1:" + nobody.address().getPort();
            assertEquals(new Verdict.Unsure("connect"), world.verdict(scanner(address, "5s"), CONTENT));
        }
    }

    @Test
    void letsManyWaitInLine() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER_OCTET_BY_OCTET, "stream: OK")) {
            var verdicts = world.verdicts(scanner(clamd.address(), "15s"), CONTENT, 100);
            assertEquals(Collections.nCopies(100, Verdict.Clean.CLEAN), verdicts);
            assertTrue(clamd.mostAtOnce() <= 16, "connections at once: " + clamd.mostAtOnce());
        }
    }

    @Test
    void asksAnotherWhereOneIsNotThereOrHangsUp() throws Exception {
        try (var nobody = new ClosedPort();
                var lost = FakeClamd.onLoopback(Manner.HANG_UP, "");
                var good = FakeClamd.onLoopback(Manner.ANSWER, "stream: Eicar FOUND")) {
            var scanner = several(world, "5s", "127.0.0.1:" + nobody.address().getPort(), lost.address(), good.address());
            assertEquals(Collections.nCopies(20, new Verdict.Quarantine("Eicar")), world.verdicts(scanner, CONTENT, 20));
        }
    }

    @Test
    void asksAnotherWhereOneSaysThatItCannotLook() throws Exception {
        try (var broken = FakeClamd.onLoopback(Manner.ANSWER, "Can't allocate memory ERROR");
                var good = FakeClamd.onLoopback(Manner.ANSWER, "stream: Eicar FOUND")) {
            var scanner = several(world, "5s", broken.address(), good.address());
            assertEquals(Collections.nCopies(20, new Verdict.Quarantine("Eicar")), world.verdicts(scanner, CONTENT, 20));
        }
    }

    @Test
    void asksNobodyElseWhereOneFindsTheMessageTooLarge() throws Exception {
        try (var strict = FakeClamd.onLoopback(Manner.ANSWER, "INSTREAM size limit exceeded. ERROR");
                var other = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            assertEquals(new Verdict.Unsure("size-limit"), world.verdict(several(world, "5s", strict.address(), other.address()), CONTENT));
        }
    }

    @Test
    void sharesTheLoadAmongItsAddresses() throws Exception {
        try (var one = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK"); var two = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            world.verdicts(several(world, "5s", one.address(), two.address()), CONTENT, 20);
            assertEquals(10, one.streams().size());
            assertEquals(10, two.streams().size());
        }
    }

    private Scanner scanner(String address, String timeout) {
        return scanner(world, address, timeout);
    }

    static Scanner scanner(ScanWorld world, String address, String timeout) {
        return several(world, timeout, address);
    }

    private static Scanner several(ScanWorld world, String timeout, String... addresses) {
        var clamd = new Scan.Kind.Clamd(List.of(addresses));
        var patience = Duration.parse("PT" + timeout.toUpperCase(Locale.ROOT));
        return new ClamdScanner(world.vertx, ScanWorld.scan("antivirus", clamd, patience));
    }
}
