package io.postern.loadtest;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GeneratorTest {

    private static final Domain TEST = Domain.parse("gen.postern.test").orElseThrow();

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
        assertEquals(report.sent(), sink.arrived().keySet());
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
        assertEquals(Map.of("sink", 60), report.acknowledgedBy());
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

    private LoadReport run(int messages, Duration giveUpAfter, Target... targets) throws TimeoutException {
        var load = new Load(messages, 12, 5, 1 << 10, 60 << 10, 0, TEST, TEST, giveUpAfter, Duration.ofSeconds(5), 1);
        return await(new Generator(vertx, List.of(targets), load).run(acknowledged -> { }));
    }

    private static Ledger ledger(LoadReport report, CountingSink sink) {
        return new Ledger(report.sent(), report.infected(), report.acknowledged(), report.uncertain(), sink.arrived(),
                Map.of(), sink.damaged());
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
