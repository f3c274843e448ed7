package io.postern.scan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.postern.config.ByteSize;
import io.postern.config.Network;
import io.postern.config.Scan;
import io.postern.config.Scan.OnFailure;
import io.postern.config.ScanProfile;
import io.postern.message.HeaderEdits;
import io.postern.smtp.Reply;
import io.postern.world.Eventually;
import io.postern.world.SampleBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScanChainTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScanWorld world = new ScanWorld();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anEmptyChainIsDoneBeforeItStarts() {
        var chain = new ScanChain(List.of());
        var first = chain.scan(world.input(), LONG);
        assertSame(ScanResult.CLEAN, first.result());
        assertSame(first, chain.scan(world.input(), LONG));
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
        var seen = new CopyOnWriteArrayList<String>();
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

    @Test
    void neighboursThatMayAreAskedAtOnceAndSummedUpInTheirOrder() throws Exception {
        Promise<Verdict> first = Promise.promise();
        Promise<Verdict> last = Promise.promise();
        var scanning = world.scanning("x", LONG, List.of(parallel("a", first::future), parallel("b", last::future),
                says("c", new Verdict.Tag(HeaderEdits.of("X-C", "3")))));
        Eventually.eventually(() -> asked.equals(List.of("a", "b")));
        last.complete(new Verdict.Tag(HeaderEdits.of("X-B", "2")));
        assertEquals(List.of("a", "b"), asked, "c waits for both");
        first.complete(new Verdict.Tag(HeaderEdits.of("X-A", "1")));
        var result = scanning.await(10, TimeUnit.SECONDS);
        assertEquals(HeaderEdits.of("X-C", "3").plus("X-B", "2").plus("X-A", "1"), result.edits());
        assertEquals(List.of("a", "b", "c"), List.copyOf(result.perScanner().keySet()));
        world.assertAllBodiesReleased();
    }

    @Test
    void oneThatMayNotIsBetweenItsNeighbours() throws Exception {
        Promise<Verdict> first = Promise.promise();
        Promise<Verdict> middle = Promise.promise();
        var scanning = world.scanning("x", LONG, List.of(parallel("a", first::future),
                step("m", OnFailure.DEFER, LONG, middle::future),
                parallel("b", () -> Future.succeededFuture(Verdict.Clean.CLEAN))));
        Eventually.eventually(() -> asked.equals(List.of("a")));
        first.complete(Verdict.Clean.CLEAN);
        Eventually.eventually(() -> asked.equals(List.of("a", "m")));
        middle.complete(Verdict.Clean.CLEAN);
        scanning.await(10, TimeUnit.SECONDS);
        assertEquals(List.of("a", "m", "b"), asked);
    }

    @Test
    void aRejectGivesUpThoseStillLookingAndTheBodyIsHeldUntilTheyLetGo() throws Exception {
        Promise<Verdict> slow = Promise.promise();
        Promise<Verdict> quick = Promise.promise();
        var scanning = world.scanning("x", LONG, List.of(parallel("a", slow::future), parallel("b", quick::future),
                says("c", Verdict.Clean.CLEAN)));
        quick.complete(new Verdict.Reject("virus"));
        var result = scanning.await(10, TimeUnit.SECONDS);
        assertEquals("b", result.scanner());
        assertEquals(Map.of("a", "given-up", "b", "reject (virus)"), result.perScanner());
        assertTrue(world.budget.memoryOctets() > 0, "a may still read");
        slow.complete(Verdict.Clean.CLEAN);
        world.assertAllBodiesReleased();
    }

    @Test
    void aRejectThatIsThereAtOnceSparesTheNeighbours() throws Exception {
        world.scan("x", LONG, parallel("a", () -> Future.succeededFuture(new Verdict.Reject("no"))),
                parallel("b", () -> Future.succeededFuture(Verdict.Clean.CLEAN)));
        assertEquals(List.of("a"), asked);
    }

    @Test
    void aSlowNeighbourCostsOnlyItsOwnTimeout() throws Exception {
        Promise<Verdict> silent = Promise.promise();
        var result = world.scan("x", LONG, parallel("a", SHORT, silent::future), parallel("b", SHORT, silent::future),
                parallel("c", () -> Future.succeededFuture(new Verdict.Discard("spam"))));
        assertEquals(Map.of("a", "unsure (timeout)", "b", "unsure (timeout)", "c", "discard (spam)"), result.perScanner());
        silent.complete(Verdict.Clean.CLEAN);
    }

    @Test
    void onlyTheScannersOfTheRouteAreAsked() throws Exception {
        world.profile = new ScanProfile(Optional.of(Set.of("b")), Optional.empty(), Optional.empty());
        var result = world.scan("x", LONG, says("a", new Verdict.Reject("no")), says("b", Verdict.Clean.CLEAN));
        assertEquals(Map.of("b", "clean"), result.perScanner());
        world.profile = new ScanProfile(Optional.of(Set.of()), Optional.empty(), Optional.empty());
        assertEquals(ScanResult.CLEAN, world.scan("x", LONG, says("a", new Verdict.Reject("no"))));
    }

    @Test
    void theRouteSaysWhatBecomesOfWhatWouldNotPass() throws Exception {
        world.profile = new ScanProfile(Optional.empty(), Optional.of(Scan.OnMatch.TAG), Optional.empty());
        var result = world.scan("x", LONG, says("a", new Verdict.Reject("no")), says("b", new Verdict.Quarantine("virus")));
        assertEquals("tag", result.verdict().word());
        assertEquals(HeaderEdits.of("X-Postern-Match", "b; virus").plus("X-Postern-Match", "a; no"), result.edits());
        assertEquals(Map.of("a", "reject (no)", "b", "quarantine (virus)"), result.perScanner(), "as they said it");
        var own = new Verdict.Reject("no", Optional.of(Reply.of(554, "5.7.1", "my words")));
        world.profile = new ScanProfile(Optional.empty(), Optional.of(Scan.OnMatch.REJECT), Optional.empty());
        assertEquals(own, world.scan("x", LONG, says("a", own)).verdict());
        assertEquals(new Verdict.Reject("virus"), world.scan("x", LONG, says("b", new Verdict.Quarantine("virus"))).verdict());
    }

    @Test
    void theRouteDoesNotTouchWhatOnlyComesLaterOrPasses() throws Exception {
        world.profile = new ScanProfile(Optional.empty(), Optional.of(Scan.OnMatch.REJECT), Optional.empty());
        for (var verdict : List.of(new Verdict.Defer("grey"), new Verdict.Tag(HeaderEdits.of("X-A", "1")))) {
            assertEquals(verdict.word(), world.scan("x", LONG, says("a", verdict)).verdict().word());
        }
        assertEquals("quarantine", world.scan("x", LONG, step("a", OnFailure.QUARANTINE, LONG,
                () -> Future.succeededFuture(new Verdict.Unsure("lost")))).verdict().word(), "nobody with authority said so");
    }

    @Test
    void mailOfExceptedClientsAndWhatIsTooLargeIsSkippedWhereThatIsWritten() throws Exception {
        var scope = new Scan.Scope(Scan.OverSize.SKIP, List.of(Network.parse("127.0.0.0/8").orElseThrow()), false);
        var never = scoped("s", scope, () -> Future.succeededFuture(new Verdict.Reject("no")));
        assertEquals(Map.of("s", "skipped (client)"), world.scan("x", LONG, never).perScanner());
        var small = scoped("s", new Scan.Scope(Scan.OverSize.SKIP, List.of(), false),
                () -> Future.succeededFuture(new Verdict.Reject("no")));
        var result = world.scan("x".repeat(1_001), LONG, small);
        assertEquals(Map.of("s", "skipped (size)"), result.perScanner());
        assertEquals(Verdict.Clean.CLEAN, result.verdict());
        assertTrue(asked.isEmpty());
        assertFalse(world.metrics.scrape().contains("postern_unscanned_total{"));
    }

    @Test
    void whoIsToldOfAQuarantinedMessageIsTheScannersAffairButNotOfAnUnscannedOne() throws Exception {
        var config = new Scan("s", Optional.empty(), LONG, OnFailure.QUARANTINE, Scan.OnMatch.QUARANTINE, Duration.ZERO,
                new Scan.Kind.Clamd(List.of("none")), Scan.Scope.EVERYTHING,
                new Scan.Treatment(List.of(), Optional.empty(), Optional.empty(), Scan.OnQuarantine.REJECT));
        assertEquals(new Verdict.Quarantine("virus", Scan.OnQuarantine.REJECT), world.scan("x", LONG,
                step(config, () -> Future.succeededFuture(new Verdict.Quarantine("virus")))).verdict());
        assertEquals(new Verdict.Quarantine("unscanned: lost", Scan.OnQuarantine.ACCEPT), world.scan("x", LONG,
                step(config, () -> Future.succeededFuture(new Verdict.Unsure("lost")))).verdict(), "I7: nobody found anything");
    }

    private ScanStep parallel(String name, Supplier<Future<Verdict>> answer) {
        return parallel(name, LONG, answer);
    }

    private ScanStep parallel(String name, Duration timeout, Supplier<Future<Verdict>> answer) {
        return step(new Scan(name, Optional.empty(), timeout, OnFailure.DEFER, Scan.OnMatch.QUARANTINE, Duration.ZERO,
                new Scan.Kind.Clamd(List.of("none")), new Scan.Scope(Scan.OverSize.UNSCANNED, List.of(), true), Scan.Treatment.PLAIN), answer);
    }

    private ScanStep scoped(String name, Scan.Scope scope, Supplier<Future<Verdict>> answer) {
        return step(new Scan(name, Optional.of(new ByteSize(1_000)), LONG, OnFailure.DEFER, Scan.OnMatch.QUARANTINE,
                Duration.ZERO, new Scan.Kind.Clamd(List.of("none")), scope, Scan.Treatment.PLAIN), answer);
    }

    private ScanStep says(String name, Verdict verdict) {
        return step(name, OnFailure.DEFER, LONG, () -> Future.succeededFuture(verdict));
    }

    private ScanStep step(String name, OnFailure onFailure, Duration timeout, Supplier<Future<Verdict>> answer) {
        return step(name, onFailure, timeout, _ -> answer.get());
    }

    private ScanStep step(String name, OnFailure onFailure, Duration timeout, Function<ScanInput, Future<Verdict>> answer) {
        return step(new Scan(name, Optional.of(new ByteSize(1_000)), timeout, onFailure, Scan.OnMatch.QUARANTINE, Duration.ZERO,
                new Scan.Kind.Clamd(List.of("none"))), answer);
    }

    private ScanStep step(Scan config, Supplier<Future<Verdict>> answer) {
        return step(config, _ -> answer.get());
    }

    private ScanStep step(Scan config, Function<ScanInput, Future<Verdict>> answer) {
        return new ScanStep(new Scanner() {
            @Override
            public String name() {
                return config.name();
            }

            @Override
            public Future<Verdict> scan(ScanInput input) {
                asked.add(config.name());
                return answer.apply(input);
            }
        }, config, world.metrics);
    }
}
