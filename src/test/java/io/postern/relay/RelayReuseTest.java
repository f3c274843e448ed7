package io.postern.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.postern.world.SinkServer;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** When a connection serves another message, and when never. */
class RelayReuseTest {

    @Test
    void aCleanConnectionServesUpToItsNumberOfMessages() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5), 10, 2)) {
            for (int i = 0; i < 5; i++) {
                assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            }
            assertEquals(3, sink.connections());
            assertEquals(5, sink.messages().size());
        }
    }

    @Test
    void aReusedConnectionLostBeforeAnyAnswerToMailIsTriedFreshAtTheSameHop() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5))) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            sink.close("MAIL");
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            assertEquals(2, sink.connections());
            assertEquals(List.of(), bench.failed);
        }
    }

    @Test
    void aReusedConnectionLostAfterItsDotIsNot() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5))) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            sink.close("DOT");
            assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
            assertEquals(1, sink.connections());
        }
    }

    @Test
    void unsolicitedOctetsWhileIdleCloseTheConnection() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5))) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            sink.say("250 2.0.0 taken again\r\n");
            bench.eventually(() -> bench.idle() == 0);
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            assertEquals(2, sink.connections());
        }
    }

    @Test
    void octetsBehindTheLastReplyAreNeverTheNextTransactions() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5))) {
            sink.reply("DOT", "250 ok\r\n550 surplus\r\n");
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            assertEquals(0, bench.idle());
        }
    }

    @Test
    void deliveriesBeyondTheHopsPermitsWaitAndShareItsConnection() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5), 1, 100)) {
            var release = new CountDownLatch(1);
            sink.hold("DOT", "250 ok\r\n", release);
            var outcomes = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 4; i++) {
                outcomes.add(bench.begin(sink.address()));
            }
            release.countDown();
            for (var outcome : outcomes) {
                assertInstanceOf(Outcome.Accepted.class, Bench.await(outcome));
            }
            assertEquals(1, sink.connections());
            assertEquals(0, bench.awaited());
        }
    }

    @Test
    void aDeliveryThatGetsNoPermitWaitsNoLongerThanItsBudget() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(5), 1, 100)) {
            var release = new CountDownLatch(1);
            sink.hold("DOT", "250 ok\r\n", release);
            var holding = bench.begin(sink.address());
            bench.budgetLeft = Duration.ofMillis(100);
            assertEquals(new Outcome.BudgetSpent(Phase.CONNECT), bench.deliver(sink.address()));
            assertEquals(0, bench.awaited());
            release.countDown();
            assertInstanceOf(Outcome.Accepted.class, Bench.await(holding));
        }
    }
}
