package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.postern.world.SinkServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A route's limits: who is over them waits in order, and not past the deadline. */
class RouteGateTest {

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void placesAreGivenInOrderOfComing() throws Exception {
        var gate = new RouteGate(new RouteLimit("r", 1, 0));
        var first = gate.enter(context, inSeconds(30));
        var second = gate.enter(context, inSeconds(30));
        var third = gate.enter(context, inSeconds(30));
        assertTrue(await(first));
        assertFalse(second.isComplete() || third.isComplete());
        gate.leave();
        assertTrue(await(second));
        assertFalse(third.isComplete());
        gate.leave();
        assertTrue(await(third));
        gate.leave();
        assertEquals(0, gate.inside());
    }

    @Test
    void whoGetsNoPlaceInTimeGivesUpAndTakesNone() throws Exception {
        var gate = new RouteGate(new RouteLimit("r", 1, 0));
        assertTrue(await(gate.enter(context, inSeconds(30))));
        assertFalse(await(gate.enter(context, System.nanoTime() + 50_000_000)));
        gate.leave();
        assertEquals(0, gate.inside());
        assertTrue(await(gate.enter(context, inSeconds(30))));
    }

    @Test
    void aSecondsWorthComesAtOnceAndTheNextWaitsItsTurn() throws Exception {
        var gate = new RouteGate(new RouteLimit("r", 0, 2));
        long start = System.nanoTime();
        var turns = List.of(gate.enter(context, inSeconds(30)), gate.enter(context, inSeconds(30)),
                gate.enter(context, inSeconds(30)), gate.enter(context, inSeconds(30)));
        for (var turn : turns) {
            assertTrue(await(turn));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= 990, "four at two a second took " + millis + " ms");
    }

    @Test
    void aTurnPastTheDeadlineIsRefusedAtOnceAndLeftToOthers() throws Exception {
        var gate = new RouteGate(new RouteLimit("r", 0, 1));
        assertTrue(await(gate.enter(context, inSeconds(30))));
        for (int i = 0; i < 100; i++) {
            assertFalse(await(gate.enter(context, System.nanoTime())));
        }
        assertTrue(await(gate.enter(context, inSeconds(30))), "the refused ones had taken turns");
    }

    @Test
    void aMessageOverTheLimitWaitsAndIsDeliveredThen() throws Exception {
        var release = new CountDownLatch(1);
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(15))) {
            bench.way = new Way(Origin.PLAIN, Optional.of(new RouteLimit("r", 1, 0)));
            sink.hold("DOT", "250 taken\r\n", release);
            var first = bench.begin(sink.address());
            bench.eventually(() -> sink.messages().size() == 1);
            var second = bench.begin(sink.address());
            bench.onLoop(() -> true);
            assertEquals(1, sink.connections());
            release.countDown();
            assertInstanceOf(Outcome.Accepted.class, Bench.await(first));
            assertInstanceOf(Outcome.Accepted.class, Bench.await(second));
        }
    }

    @Test
    void aMessageThatWaitsForItsWholeBudgetIsPutOff() throws Exception {
        var release = new CountDownLatch(1);
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(15))) {
            bench.way = new Way(Origin.PLAIN, Optional.of(new RouteLimit("r", 1, 0)));
            sink.hold("DOT", "250 taken\r\n", release);
            var first = bench.begin(sink.address());
            bench.eventually(() -> sink.messages().size() == 1);
            bench.budgetLeft = Duration.ofMillis(200);
            assertInstanceOf(Outcome.BudgetSpent.class, bench.deliver(sink.address()));
            release.countDown();
            assertInstanceOf(Outcome.Accepted.class, Bench.await(first));
            bench.budgetLeft = Duration.ofSeconds(20);
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
        }
    }

    private static long inSeconds(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private static boolean await(Future<Boolean> place) throws Exception {
        return place.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
