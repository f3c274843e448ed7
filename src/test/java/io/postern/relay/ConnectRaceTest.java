package io.postern.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.postern.route.LocalHopHealth;
import io.postern.tls.TlsFiles;
import io.postern.tls.TlsPolicy;
import io.postern.world.ClosedPort;
import io.postern.world.DeafPort;
import io.postern.world.SinkServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

/** A host with addresses of both families (RFC 8305): what one of them lacks the other makes good, and soon. */
class ConnectRaceTest {

    private static final InetAddress IPV4 = address("127.0.0.1");
    private static final InetAddress IPV6 = address("::1");

    @BeforeAll
    static void bothFamilies() {
        try (var probe = new ServerSocket(0, 1, IPV6)) {
            assertTrue(probe.isBound());
        } catch (IOException none) {
            abort("no IPv6 on loopback");
        }
    }

    @Test
    void aSilentAddressLosesToTheOtherAndTheLoserHearsNoWord() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(15))) {
            var outcome = assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            assertEquals(sink.address(), outcome.hop().address());
            assertEquals(2, bench.permits(), "the loser's and the winner's");
            try (var loser = deaf.hear()) {
                assertEquals(-1, loser.getInputStream().read());
            }
            bench.eventually(() -> bench.permits() == 1 && bench.idle() == 1);
            assertEquals(List.of(), bench.failed);
        }
    }

    @Test
    void aWarmConnectionToEitherAddressServes() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(3))) {
            for (int i = 0; i < 3; i++) {
                assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            }
            assertEquals(1, sink.connections());
            assertEquals(3, sink.messages().size());
            bench.eventually(() -> bench.permits() == 1);
        }
    }

    @Test
    void aRefusedConnectLetsTheOtherStartAtOnceAndIsRemembered() throws Exception {
        try (var closed = new ClosedPort(); var sink = new SinkServer(IPV6); var bench = new Bench(Duration.ofSeconds(15))) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(closed.address(), sink.address()));
            assertEquals(List.of(closed.address()), bench.failed);
            assertEquals(1, bench.permits());
        }
    }

    @Test
    void theFirstWinsWhereItAnswers() throws Exception {
        try (var first = new SinkServer(IPV6); var second = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(15))) {
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(first.address(), second.address()));
            assertEquals(1, first.messages().size());
            assertEquals(0, second.connections());
        }
    }

    @Test
    void bothFailAndTheNextHostIsTried() throws Exception {
        try (var closed = new ClosedPort(); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(15))) {
            var closed6 = new InetSocketAddress(IPV6, closedIpv6Port());
            bench.host = hop -> hop.equals(sink.address()) ? "mx2.test" : "mx.test";
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(closed.address(), closed6, sink.address()));
            assertEquals(List.of(closed.address(), closed6), bench.failed);
            assertEquals(1, bench.permits());
        }
    }

    @Test
    void anotherHostIsNoRival() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(2))) {
            bench.host = hop -> hop.equals(sink.address()) ? "mx2.test" : "mx.test";
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            assertEquals(List.of(deaf.address()), bench.failed);
        }
    }

    @Test
    void aRivalWithoutAPermitWaitsItsTurn() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(2), 1, 10)) {
            bench.way = new Way(new Origin(List.of(IPV4), Optional.empty()), Optional.empty());
            sink.hang("DOT");
            var holder = bench.begin(sink.address());
            bench.eventually(() -> sink.messages().size() == 1);
            bench.way = Way.PLAIN;
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            assertEquals(List.of(deaf.address()), bench.failed.stream().filter(deaf.address()::equals).toList());
            assertInstanceOf(Outcome.Lost.class, Bench.await(holder));
        }
    }

    @Test
    void theWinnerProvesItsNameAndServesAgain() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4).tls(TlsFiles.client("rsa"));
                var bench = new Bench(Duration.ofSeconds(15))) {
            bench.host = _ -> "mx.postern.test";
            bench.tls = TlsFiles.verify();
            for (int i = 0; i < 2; i++) {
                var outcome = assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
                assertEquals(sink.address(), outcome.hop().address());
            }
            assertEquals(List.of("mx.postern.test"), sink.asked());
            assertEquals(1, sink.connections());
        }
    }

    @Test
    void aWinnerWhoseTlsFailsIsAskedAgainInPlainWithoutTheLoser() throws Exception {
        try (var deaf = new DeafPort(IPV6); var sink = new SinkServer(IPV4); var bench = new Bench(Duration.ofSeconds(15))) {
            sink.extensions("250 STARTTLS\r\n").replyAndClose("STARTTLS", "220 go on\r\n");
            bench.tls = TlsPolicy.OPPORTUNISTIC;
            var outcome = assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            assertEquals(sink.address(), outcome.hop().address());
            assertEquals(2, sink.connections());
            assertEquals(List.of(), bench.failed);
            deaf.hear().close();
            bench.eventually(() -> bench.permits() == 1 && bench.idle() == 1);
        }
    }

    @Test
    void neitherAddressIsLeftUnderWayInTheMemoryOfHops() throws Exception {
        try (var deaf = new DeafPort(IPV6); var closed = new ClosedPort(); var sink = new SinkServer(IPV4);
                var sink6 = new SinkServer(IPV6); var bench = new Bench(Duration.ofSeconds(15))) {
            var health = new LocalHopHealth(System::nanoTime);
            bench.memory = Optional.of(health);
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(deaf.address(), sink.address()));
            assertInstanceOf(Outcome.Accepted.class, bench.deliver(closed.address(), sink6.address()));
            for (var hop : List.of(deaf.address(), sink.address(), closed.address(), sink6.address())) {
                assertEquals(0, health.report(hop).outstanding(), hop.toString());
            }
            assertTrue(health.isBad(closed.address()));
            assertFalse(health.isBad(deaf.address()), "it lost, but it did not fail");
        }
    }

    private static int closedIpv6Port() throws IOException {
        try (var server = new ServerSocket(0, 1, IPV6)) {
            return server.getLocalPort();
        }
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
