package io.postern.loadtest;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GeneratorTest {

    private static final Domain TEST = Domain.parse("gen.postern.test").orElseThrow();

    private static final String RUN = "t1";
    private static final MessageMix MIX = MessageMix.plain(new Quantity.Between(1 << 10, 60 << 10));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws TimeoutException {
        await(vertx.close());
    }

    @Test
    void everyMessageArrivesOnceAndUnchanged() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0));
        var report = run(200, Duration.ofSeconds(20), target("sink", sink.port()));
        var ledger = ledger(report, sink);
        assertEquals(report.sent(), sink.arrived(RUN).ids());
        assertEquals(report.sent(), report.acknowledged());
        assertEquals(200, report.latencies().count());
        assertTrue(ledger.balances(), ledger::toString);
    }

    @Test
    void anotherHostIsTriedWhenOneRefusesOrBreaksOff() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0));
        var greetsWith421 = await(fake("421 4.3.2 not now\r\n"));
        var babbles = await(fake("HTTP/1.1 400 Bad Request\r\n"));
        var silent = await(vertx.createNetServer().connectHandler(socket -> socket.close()).listen(0, "127.0.0.1"));
        var gone = await(vertx.createNetServer().connectHandler(socket -> { }).listen(0, "127.0.0.1"));
        var closedPort = gone.actualPort();
        await(gone.close());
        var report = run(60, Duration.ofSeconds(20), target("busy", greetsWith421.actualPort()),
                target("web", babbles.actualPort()), target("silent", silent.actualPort()), target("down", closedPort),
                target("sink", sink.port()));
        assertEquals(Map.of("sink", 60L), report.acknowledgedBy());
        assertTrue(ledger(report, sink).balances());
    }

    @Test
    void aLossAfterTheDotIsRememberedAsUncertain() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0));
        var takesAndDies = await(CountingSinkBehind.listen(vertx, sink.port()));
        var report = run(40, Duration.ofSeconds(20), target("dies", takesAndDies.actualPort()), target("sink", sink.port()));
        var ledger = ledger(report, sink);
        assertTrue(!report.uncertain().isEmpty() && !ledger.duplicates().isEmpty(), "some went the bad way");
        assertTrue(ledger.balances(), ledger::toString);
    }

    @Test
    void givesUpWhatIsRefusedAndWhatIsTooOld() throws TimeoutException {
        var answers = new AtomicInteger();
        var refuses = await(vertx.createNetServer().connectHandler(socket -> {
            socket.handler(command -> socket.write(command.toString().startsWith("MAIL")
                    ? answers.getAndIncrement() == 0 ? "550 5.7.1 no\r\n" : "451 4.7.1 later\r\n" : "250 OK\r\n"));
            socket.write("220 here\r\n");
        }).listen(0, "127.0.0.1"));
        var report = run(2, Duration.ofMillis(200), target("refuses", refuses.actualPort()));
        assertEquals(Map.of(), report.acknowledgedBy());
        assertEquals(List.of("451 4.7.1 later", "550 5.7.1 no"), report.givenUp().values().stream().sorted().toList());
    }

    @Test
    void anOpenLoopSendsWhatIsDueWhateverBecomesOfIt() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0));
        var load = load(new Pace.Open(ArrivalSchedule.parse("100x200ms,500x400ms")), Load.Retries.QUICK);
        var report = await(new Generator(vertx, List.of(target("sink", sink.port())), load).run(LoadWatcher.NOBODY));
        assertEquals(220, report.acknowledged().size());
        assertTrue(report.elapsed().compareTo(Duration.ofMillis(590)) >= 0, () -> "took " + report.elapsed());
        assertTrue(ledger(report, sink).balances());
    }

    @Test
    void latencyCountsFromWhenAMessageWasDue() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0, 1, Optional.empty(),
                new SinkScript(List.of(SinkScript.rule("dot 100% delay 200ms")))));
        var one = new Load(RUN, new Pace.Open(ArrivalSchedule.parse("50x200ms")), Duration.ZERO, MIX, 1, 100, TEST, TEST,
                Load.Retries.QUICK, Duration.ofSeconds(20), Guise.PLAIN, 1);
        var report = await(new Generator(vertx, List.of(target("sink", sink.port())), one).run(LoadWatcher.NOBODY));
        assertEquals(10, report.latencies().count());
        // the tenth was due at 180 ms and waited for nine others of 200 ms each, its own dialogue took the tenth
        assertTrue(report.latencies().quantile(1).toMillis() >= 1_750, () -> "longest " + report.latencies().quantile(1));
        assertTrue(report.services().quantile(0).toMillis() < 400, () -> "shortest " + report.services().quantile(0));
    }

    @Test
    void aDeferredMessageComesBackWithGrowingIntervals() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0, 1, Optional.empty(),
                new SinkScript(List.of(SinkScript.rule("mail 50% 451 4.3.0 later")))));
        var report = run(100, Load.Retries.QUICK.giveUpAfter(), target("sink", sink.port()));
        assertEquals(100, report.acknowledged().size());
        assertEquals(report.retries(), report.troubles().get("451 4.3.0").count());
        assertTrue(ledger(report, sink).balances());
    }

    @Test
    void backOffDoublesUpToItsBound() {
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 3200L, 3200L),
                IntStream.range(0, 7).mapToObj(Load.Retries.QUICK::backOffMillis).toList());
    }

    @Test
    void aDropAfterTheDotMayDoubleAMessageAndIsExplained() throws TimeoutException {
        var sink = await(CountingSink.listen(vertx, "127.0.0.1", 0, 1, Optional.empty(),
                new SinkScript(List.of(SinkScript.rule("dot 30% take-and-drop"), SinkScript.rule("dot 10% drop")))));
        var report = run(100, Load.Retries.QUICK.giveUpAfter(), target("sink", sink.port()));
        var ledger = ledger(report, sink);
        assertFalse(ledger.duplicates().isEmpty());
        assertTrue(ledger.balances(), ledger::toString);
    }

    private LoadReport run(int messages, Duration giveUpAfter, Target... targets) throws TimeoutException {
        var quick = Load.Retries.QUICK;
        var load = load(new Pace.Closed(messages, Duration.ofMinutes(1)),
                new Load.Retries(quick.first(), quick.longest(), giveUpAfter));
        return await(new Generator(vertx, List.of(targets), load).run(LoadWatcher.NOBODY));
    }

    private static Load load(Pace pace, Load.Retries retries) {
        return new Load(RUN, pace, Duration.ZERO, MIX, 12, 5, TEST, TEST, retries, Duration.ofSeconds(20), Guise.PLAIN, 1);
    }

    private static Ledger ledger(LoadReport report, CountingSink sink) {
        return report.ledger(Fate.QUARANTINED, sink.arrived(RUN), new Copies(), sink.damaged(RUN));
    }

    private Future<NetServer> fake(String greeting) {
        return vertx.createNetServer().connectHandler(socket -> socket.write(greeting)).listen(0, "127.0.0.1");
    }

    private static Target target(String name, int port) {
        return new Target(name, new InetSocketAddress("127.0.0.1", port));
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(30, TimeUnit.SECONDS);
    }
}
