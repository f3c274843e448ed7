package io.postern.scan;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.config.ByteSize;
import io.postern.config.Scan;
import io.postern.world.FakeClamd;
import io.postern.world.FakeClamd.Manner;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CachedScannerTest {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final String ONE = "Subject: one\r\n\r\ntext\r\n";
    private static final String OTHER = "Subject: other\r\n\r\ntext\r\n";

    private final ScanWorld world = new ScanWorld();
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, Verdict> grid = new HashMap<>();
    private Optional<String> version = Optional.of("1");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theSameContentIsLookedAtOnceForAWhile() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            var scanner = scanner(clamd, memory());
            for (var content : List.of(ONE, ONE, OTHER, ONE)) {
                assertEquals(Verdict.Clean.CLEAN, world.verdict(scanner, content));
            }
            assertEquals(List.of(ONE, OTHER), clamd.streams());
            nanos.addAndGet(KEPT.toNanos());
            grid.clear();
            world.verdict(scanner, ONE);
            assertEquals(3, clamd.streams().size());
            world.assertAllBodiesReleased();
        }
    }

    @Test
    void whatOneNodeFoundTheOthersDoNotLookAt() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: Eicar FOUND")) {
            var large = ONE + "line\r\n".repeat(50_000);
            var found = world.verdict(scanner(clamd, memory()), large);
            assertTrue(found instanceof Verdict.Quarantine, found::toString);
            assertEquals(found, world.verdict(scanner(clamd, memory()), large));
            assertEquals(1, clamd.streams().size());
            world.assertAllBodiesReleased();
        }
    }

    @Test
    void newSignaturesLookAgain() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            var scanner = scanner(clamd, memory());
            world.verdict(scanner, ONE);
            version = Optional.of("2");
            world.verdict(scanner, ONE);
            assertEquals(2, clamd.streams().size());
        }
    }

    @Test
    void whereTheSignaturesAreNotKnownNothingIsKept() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            version = Optional.empty();
            var scanner = scanner(clamd, memory());
            world.verdict(scanner, ONE);
            world.verdict(scanner, ONE);
            assertEquals(2, clamd.streams().size());
            assertTrue(grid.isEmpty());
        }
    }

    @Test
    void thatAScannerCouldNotLookIsNotKept() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.HANG_UP, "")) {
            var scanner = scanner(clamd, memory());
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner, ONE));
            assertEquals(new Verdict.Unsure("lost"), world.verdict(scanner, ONE));
            assertEquals(2, clamd.streams().size());
            assertTrue(grid.isEmpty());
        }
    }

    @Test
    void otherSettingsLookAgain() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: Eicar FOUND")) {
            var memory = memory();
            world.verdict(scanner(clamd, memory), ONE);
            var config = config(clamd, Scan.OnMatch.REJECT);
            var strict = new CachedScanner(clamd(config), config, () -> version, memory);
            assertTrue(world.verdict(strict, ONE) instanceof Verdict.Reject);
        }
    }

    @Test
    void clamdIsAskedForItsVersionOnceAMinute() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            var config = config(clamd);
            var scanner = clamd(config);
            var cached = new CachedScanner(scanner, config, known(scanner.version()), memory());
            for (int i = 0; i < 3; i++) {
                assertEquals(Verdict.Clean.CLEAN, world.verdict(cached, ONE));
            }
            assertEquals(1, clamd.versionAsked());
            assertEquals(1, clamd.streams().size());
            clamd.version("ClamAV 1.4.3/27701/Tue");
            var later = new CachedScanner(scanner, config, known(scanner.version()), memory());
            world.verdict(later, ONE);
            assertEquals(2, clamd.streams().size());
        }
    }

    @Test
    void aMessageThatCannotBeReadIsUnsure() throws Exception {
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            assertEquals(new Verdict.Unsure("read"),
                    world.unreadable(scanner(clamd, memory()), ONE + "line\r\n".repeat(50_000)));
            assertEquals(List.of(), clamd.streams());
        }
    }

    /** I6: however many scanners ask one after the other, the message waits for a silent grid once. */
    @Test
    void aSilentGridIsWaitedForOnceByAllScannersOfAMessage() throws Exception {
        var asked = new AtomicInteger();
        var silent = new VerdictMemory(new VerdictCache() {
            @Override
            public Future<Optional<Verdict>> get(String key) {
                asked.incrementAndGet();
                return Promise.<Optional<Verdict>>promise().future();
            }

            @Override
            public void put(String key, Verdict verdict, Duration kept) {
            }
        }, nanos::get);
        try (var clamd = FakeClamd.onLoopback(Manner.ANSWER, "stream: OK")) {
            var config = config(clamd);
            var steps = new ScanStep[4];
            for (int i = 0; i < steps.length; i++) {
                int number = i;
                steps[i] = new ScanStep(new CachedScanner(clamd(config), config,
                        () -> Optional.of("version " + number), silent), config, world.metrics);
            }
            assertEquals(Verdict.Clean.CLEAN, world.scan(ONE, Duration.ofSeconds(10), steps).verdict());
            assertEquals(4, clamd.streams().size());
            assertEquals(1, asked.get());
        }
    }

    private Scanner scanner(FakeClamd clamd, VerdictMemory memory) throws Exception {
        var config = config(clamd);
        return new CachedScanner(clamd(config), config, () -> version, memory);
    }

    /** Nobody waits for it; this test does. */
    private static CachedScanner.Knowledge known(CachedScanner.Knowledge knowledge) {
        eventually(() -> knowledge.version().isPresent());
        return knowledge;
    }

    private ClamdScanner clamd(Scan config) {
        return new ClamdScanner(world.vertx, config);
    }

    private static Scan config(FakeClamd clamd) throws Exception {
        return config(clamd, Scan.OnMatch.QUARANTINE);
    }

    private static Scan config(FakeClamd clamd, Scan.OnMatch onMatch) throws Exception {
        return new Scan("antivirus", Optional.empty(), Duration.ofSeconds(15), Scan.OnFailure.DEFER, onMatch, KEPT,
                new Scan.Kind.Clamd(List.of(clamd.address())));
    }

    private VerdictMemory memory() {
        return new VerdictMemory(new VerdictCache() {
            @Override
            public Future<Optional<Verdict>> get(String key) {
                return Future.succeededFuture(Optional.ofNullable(grid.get(key)));
            }

            @Override
            public void put(String key, Verdict verdict, Duration kept) {
                grid.put(key, verdict);
            }
        }, nanos::get);
    }
}
