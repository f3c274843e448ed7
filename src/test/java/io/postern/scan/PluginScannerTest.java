package io.postern.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.postern.config.Scan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What code of other people can do to a node. */
class PluginScannerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ScanWorld world = new ScanWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theThreadsThatItBlocksAreItsOwn() throws Exception {
        var release = new CountDownLatch(1);
        var blocked = new AtomicInteger();
        var plugin = plugin(LONG, input -> input.context().executeBlocking(() -> {
            blocked.incrementAndGet();
            release.await();
            return Verdict.Clean.CLEAN;
        }, false));
        var scanning = new ArrayList<Future<ScanResult>>();
        for (int i = 0; i < 40; i++) {
            scanning.add(world.scanning("x", LONG, List.of(plugin)));
        }
        try {
            eventually(() -> blocked.get() >= 16);
            assertEquals("done", world.vertx.executeBlocking(() -> "done", false).await(20, TimeUnit.SECONDS));
        } finally {
            release.countDown();
        }
        for (var each : scanning) {
            assertEquals(Verdict.Clean.CLEAN, each.await(20, TimeUnit.SECONDS).verdict());
        }
    }

    @Test
    void itsContextIsTheOneThatItIsCalledOnAndTheAnswerComesHome() throws Exception {
        var own = new CopyOnWriteArrayList<Boolean>();
        var result = world.scan("x", LONG, plugin(LONG, input -> {
            own.add(Vertx.currentContext() == input.context());
            return input.context().<Verdict>executeBlocking(() -> new Verdict.Discard("d"), false).onComplete(_ ->
                    own.add(Vertx.currentContext() == input.context()));
        }));
        assertEquals(new Verdict.Discard("d"), result.verdict());
        assertEquals(List.of(true, true), own);
    }

    @Test
    void oneThatNeverAnswersIsGivenUpAndReadsNoMore() throws Exception {
        var reading = new CopyOnWriteArrayList<InputStream>();
        var never = Promise.<Verdict>promise();
        var result = world.scan("x", LONG, plugin(Duration.ofMillis(200), input -> {
            reading.add(input.body().contentStream());
            return never.future();
        }));
        assertEquals(Map.of("plugin", "unsure (timeout)"), result.perScanner());
        world.assertAllBodiesReleased();
        assertThrows(IOException.class, reading.getFirst()::read);
        eventually(() -> world.metrics.scrape().contains("postern_alerts_total{kind=\"plugin-silent\"} 1.0"));
        never.complete(Verdict.Clean.CLEAN);
    }

    @Test
    void whatItThrowsStaysWithItsMessage() throws Exception {
        for (var error : List.of(new IllegalStateException(), new NoSuchMethodError(), new StackOverflowError())) {
            var result = world.scan("x", LONG, plugin(LONG, _ -> {
                if (error instanceof RuntimeException bug) {
                    throw bug;
                }
                throw (Error) error;
            }));
            assertEquals(Map.of("plugin", "unsure (error)"), result.perScanner());
        }
    }

    private ScanStep plugin(Duration timeout, Function<ScanInput, Future<Verdict>> scan) {
        var config = ScanWorld.scan("plugin", new Scan.Kind.Plugin("test", Path.of("."), List.of()), timeout);
        return new ScanStep(new PluginScanner(world.vertx, config, new Scanner() {
            @Override
            public String name() {
                return "plugin";
            }

            @Override
            public Future<Verdict> scan(ScanInput input) {
                return scan.apply(input);
            }
        }, world.metrics), config, world.metrics);
    }
}
