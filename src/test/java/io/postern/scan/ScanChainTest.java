package io.postern.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.postern.config.ByteSize;
import io.postern.config.Scan.OnFailure;
import io.postern.message.HeaderEdits;
import io.postern.world.SampleBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScanChainTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScanWorld world = new ScanWorld();
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anEmptyChainIsDoneBeforeItStarts() {
        var chain = new ScanChain(List.of(), world.metrics);
        var first = chain.scan(null, LONG);
        assertSame(ScanResult.CLEAN, first.result());
        assertSame(first, chain.scan(null, LONG));
    }

    @Test
    void theStrictestVerdictWinsAndTagsOfAllAreKept() throws Exception {
        var result = world.scan("x", LONG,
                says("a", new Verdict.Tag(HeaderEdits.of("X-A", "1"))), says("b", new Verdict.Discard("spam")),
                says("c", new Verdict.Quarantine("virus")), says("d", new Verdict.Defer("grey")),
                says("e", new Verdict.Tag(HeaderEdits.of("X-E", "2"))), says("f", Verdict.Clean.CLEAN));
        assertEquals(new Verdict.Quarantine("virus"), result.verdict());
        assertEquals("c", result.scanner());
        assertEquals(HeaderEdits.of("X-E", "2").plus("X-A", "1"), result.edits());
        assertEquals(Map.of("a", "tag", "b", "discard (spam)", "c", "quarantine (virus)", "d", "defer (grey)", "e", "tag",
                "f", "clean"), result.perScanner());
        world.assertAllBodiesReleased();
    }

    @Test
    void whatOneScannerReplacesIsWhatTheNextOneSees() throws Exception {
        var seen = new ArrayList<String>();
        var result = world.scan("x", LONG,
                step("a", OnFailure.DEFER, LONG, input -> {
                    var other = SampleBody.of(world.budget, world.context, "other");
                    input.body().keep(other);
                    return Future.succeededFuture(new Verdict.Tag(HeaderEdits.of("X-A", "1"), Optional.of(other)));
                }),
                step("b", OnFailure.DEFER, LONG, input -> {
                    seen.add(input.body().contentOctets() + " " + input.edits().prepend().size());
                    return Future.succeededFuture(new Verdict.Tag(HeaderEdits.of("X-B", "2")));
                }));
        assertEquals(List.of("5 1"), seen);
        assertEquals(5, result.body().orElseThrow().contentOctets());
        assertEquals(2, result.edits().prepend().size());
        world.assertAllBodiesReleased();
    }

    @Test
    void aRejectEndsTheAsking() throws Exception {
        var result = world.scan("x", LONG, says("a", Verdict.Clean.CLEAN), says("b", new Verdict.Reject("no")),
                says("c", Verdict.Clean.CLEAN));
        assertEquals(new Verdict.Reject("no"), result.verdict());
        assertEquals(List.of("a", "b"), asked);
    }

    @Test
    void unsureCountsAsTheConfigurationSays() throws Exception {
        Supplier<Future<Verdict>> answer = () -> Future.succeededFuture(new Verdict.Unsure("size-limit"));
        assertEquals(new Verdict.Defer("unscanned: size-limit"),
                world.scan("x", LONG, step("s", OnFailure.DEFER, LONG, answer)).verdict());
        assertEquals(new Verdict.Quarantine("unscanned: size-limit"),
                world.scan("x", LONG, step("s", OnFailure.QUARANTINE, LONG, answer)).verdict());
        var accepted = world.scan("x", LONG, step("s", OnFailure.ACCEPT, LONG, answer));
        assertEquals(HeaderEdits.of("X-Postern-Unscanned", "s; size-limit"), accepted.edits());
        assertEquals("tag", accepted.verdict().word());
        assertEquals("unsure (size-limit)", accepted.perScanner().get("s"));
        assertTrue(world.metrics.scrape().contains("postern_unscanned_total{cause=\"size-limit\",scanner=\"s\"} 3.0"));
    }

    @Test
    void whatIsTooLargeIsNotShown() throws Exception {
        var result = world.scan("x".repeat(1_001), LONG, says("s", Verdict.Clean.CLEAN));
        assertEquals("unsure (size-limit)", result.perScanner().get("s"));
        assertTrue(asked.isEmpty());
        world.assertAllBodiesReleased();
    }

    @Test
    void aSilentScannerIsUnsureAndKeepsTheBodyUntilItIsDone() throws Exception {
        Promise<Verdict> silent = Promise.promise();
        var result = world.scan("x", LONG, step("s", OnFailure.DEFER, SHORT, silent::future));
        assertEquals(new Verdict.Defer("unscanned: timeout"), result.verdict());
        assertTrue(world.budget.memoryOctets() > 0);
        silent.complete(Verdict.Clean.CLEAN);
        world.assertAllBodiesReleased();
    }

    @Test
    void theBudgetIsSharedByAll() throws Exception {
        Promise<Verdict> silent = Promise.promise();
        var result = world.scan("x", SHORT, step("s", OnFailure.QUARANTINE, LONG, silent::future),
                step("t", OnFailure.DEFER, LONG, silent::future));
        assertEquals(Map.of("s", "unsure (timeout)", "t", "unsure (budget)"), result.perScanner());
        assertEquals(List.of("s"), asked);
        silent.complete(Verdict.Clean.CLEAN);
        world.assertAllBodiesReleased();
    }

    @Test
    void aScannerThatBreaksIsUnsure() throws Exception {
        var result = world.scan("x", LONG,
                step("s", OnFailure.DEFER, LONG, () -> Future.failedFuture("broken")),
                step("t", OnFailure.DEFER, LONG, () -> {
                    throw new IllegalStateException("bug");
                }));
        assertEquals(Map.of("s", "unsure (error)", "t", "unsure (error)"), result.perScanner());
        assertTrue(world.metrics.scrape().contains("postern_internal_errors_total 2.0"));
        world.assertAllBodiesReleased();
    }

    private ScanChain.Step says(String name, Verdict verdict) {
        return step(name, OnFailure.DEFER, LONG, () -> Future.succeededFuture(verdict));
    }

    private ScanChain.Step step(String name, OnFailure onFailure, Duration timeout, Supplier<Future<Verdict>> answer) {
        return step(name, onFailure, timeout, _ -> answer.get());
    }

    private ScanChain.Step step(
            String name, OnFailure onFailure, Duration timeout, Function<ScanInput, Future<Verdict>> answer) {
        return new ScanChain.Step(new Scanner() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Future<Verdict> scan(ScanInput input) {
                asked.add(name);
                return answer.apply(input);
            }
        }, Optional.of(new ByteSize(1_000)), timeout, onFailure);
    }
}
