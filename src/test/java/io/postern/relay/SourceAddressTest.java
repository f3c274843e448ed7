package io.postern.relay;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.world.SinkServer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** From which local address a connection is made, and that it serves no route that wants another. */
class SourceAddressTest {

    private static final InetAddress THIRD = InetAddress.ofLiteral("127.0.0.3");
    private static final InetAddress FOURTH = InetAddress.ofLiteral("127.0.0.4");

    @Test
    void theRoutesAddressIsUsedAndItsConnectionsAreKeptApart() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(10))) {
            for (var source : List.of(THIRD, FOURTH, THIRD)) {
                bench.way = new Way(new Origin(List.of(InetAddress.ofLiteral("::1"), source), Optional.empty()), Optional.empty());
                assertInstanceOf(Outcome.Accepted.class, bench.deliver(sink.address()));
            }
            assertEquals(List.of(THIRD, FOURTH), sink.sources());
            assertEquals(2, bench.idle());
        }
    }

    @Test
    void theNodesAddressIsUsedWhereTheRouteHasNone() throws Exception {
        var vertx = Vertx.vertx();
        try (var sink = new SinkServer()) {
            var dialler = new Dialler(vertx, List.of(THIRD));
            dialler.dial(sink.address(), List.of(), 10_000).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            dialler.dial(sink.address(), List.of(FOURTH), 10_000).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            eventually(() -> sink.sources().equals(List.of(THIRD, FOURTH)));
        } finally {
            vertx.close();
        }
    }

    @Test
    void anAddressThatIsNotOursFailsTheAttemptAndNoPermitIsLost() throws Exception {
        try (var sink = new SinkServer(); var bench = new Bench(Duration.ofSeconds(10))) {
            bench.way = new Way(new Origin(List.of(InetAddress.ofLiteral("192.0.2.1")), Optional.empty()), Optional.empty());
            assertInstanceOf(Outcome.Lost.class, bench.deliver(sink.address()));
            assertEquals(0, bench.permits());
        }
    }
}
