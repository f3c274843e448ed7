package io.postern.relay;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.route.LocalHopHealth;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two hops, the preferred one in trouble: who pays for it, and who finds out that it is well again. */
class HopBreakerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration OPEN = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong();
    private final LocalHopHealth health = new LocalHopHealth(nanos::get);
    private Bench bench;
    private SinkServer first;
    private SinkServer second;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(PATIENCE);
        bench.memory = Optional.of(health);
        first = new SinkServer();
        second = new SinkServer();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "DATA"})
    void firstMessagePaysTheTimeoutAndTheNextOnesDoNot(String phase) throws Exception {
        first.hang(phase);
        deliver();
        for (int i = 0; i < 10; i++) {
            deliver();
        }
        assertEquals(1, first.connections());
        assertEquals(0, first.messages().size());
        assertEquals(11, second.messages().size());
    }

    @Test
    void whenTheTimeIsOverOneMessageProbesWhileOthersGoElsewhere() throws Exception {
        first.close("CONNECT");
        deliver();
        nanos.addAndGet(OPEN.toNanos());
        var release = new CountDownLatch(1);
        first.hold("CONNECT", "220 well again\r\n", release);
        var probe = bench.begin(first.address(), second.address());
        bench.eventually(() -> first.connections() == 2);
        deliver();
        assertEquals(2, second.messages().size());
        release.countDown();
        assertInstanceOf(Outcome.Accepted.class, Bench.await(probe));
        assertEquals(1, first.messages().size());
        deliver();
        assertEquals(2, first.messages().size());
        assertFalse(health.isBad(first.address()));
    }

    @Test
    void probeThatFailsIsDeliveredElsewhereAndShutsTheHopForLonger() throws Exception {
        first.close("CONNECT").close("CONNECT");
        deliver();
        nanos.addAndGet(OPEN.toNanos());
        deliver();
        nanos.addAndGet(OPEN.toNanos());
        deliver();
        assertEquals(2, first.connections());
        assertEquals(3, second.messages().size());
    }

    @Test
    void whereEveryHopIsBadTheyAreTriedAnyway() throws Exception {
        first.close("CONNECT");
        second.close("CONNECT");
        assertInstanceOf(Outcome.Lost.class, bench.deliver(first.address(), second.address()));
        assertTrue(health.isBad(first.address()) && health.isBad(second.address()));
        deliver();
        assertEquals(1, first.messages().size());
        assertFalse(health.isBad(first.address()), "success closes it at once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT", "DATA", "DOT"})
    void refusalOfAMailSaysNothingBadOfTheHop(String command) throws Exception {
        first.reply(command, "550 5.7.1 not this one\r\n");
        bench.deliver(first.address(), second.address());
        assertFalse(health.isBad(first.address()));
        assertEquals(0, health.report(first.address()).outstanding());
        assertEquals(0, health.report(first.address()).failures());
    }

    @Test
    void timeOfSmallMessagesIsRemembered() throws Exception {
        deliver();
        var report = health.report(first.address());
        assertTrue(report.latency().toNanos() > 0);
        assertEquals(0, report.outstanding());
    }

    private void deliver() throws Exception {
        assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address(), second.address()));
    }
}
