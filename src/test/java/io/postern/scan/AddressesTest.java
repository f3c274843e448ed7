package io.postern.scan;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.postern.config.Scan;
import io.postern.world.DeafPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressesTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Attempt CLEAN = Attempt.answered(Verdict.Clean.CLEAN);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Integer> asked = new ArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void takesTheOneWithTheFewestUnderWay() {
        var addresses = addresses(3, 10);
        var open = Promise.<Attempt>promise();
        for (int i = 0; i < 6; i++) {
            ask(addresses, _ -> open.future());
        }
        assertEquals(List.of(1, 2, 3, 1, 2, 3), asked);
    }

    @Test
    void avoidsOneThatFailedUntilItHasAnsweredOnceMore() {
        var addresses = addresses(2, 10);
        ask(addresses, port -> answer(port == 1 ? Attempt.lost("connect") : CLEAN));
        assertEquals(List.of(1, 2), asked, "the other is asked at once");
        ask(addresses, _ -> answer(CLEAN));
        assertEquals(List.of(1, 2, 2), asked);

        later(Duration.ofSeconds(3));
        var trial = Promise.<Attempt>promise();
        ask(addresses, _ -> trial.future());
        ask(addresses, _ -> answer(CLEAN));
        ask(addresses, _ -> answer(CLEAN));
        assertEquals(List.of(1, 2, 2, 1, 2, 2), asked, "one message tries it, the others do not wait for that");
        trial.complete(CLEAN);
        ask(addresses, _ -> answer(CLEAN));
        assertEquals(1, asked.getLast());
    }

    @Test
    void waitsLongerForOneThatFailsAgain() {
        var addresses = addresses(2, 10);
        Function<Integer, Future<Attempt>> firstIsSilent = port -> answer(port == 1 ? Attempt.silent() : CLEAN);
        ask(addresses, firstIsSilent);
        later(Duration.ofSeconds(3));
        ask(addresses, firstIsSilent);
        later(Duration.ofSeconds(3));
        ask(addresses, firstIsSilent);
        assertEquals(List.of(1, 1, 2), asked);
        later(Duration.ofSeconds(2));
        ask(addresses, firstIsSilent);
        assertEquals(List.of(1, 1, 2, 1), asked);
    }

    @Test
    void asksAnywayWhereAllHaveFailedAndEachOnlyOnce() {
        var addresses = addresses(2, 10);
        assertEquals(new Verdict.Unsure("lost"), ask(addresses, _ -> answer(Attempt.lost("lost"))).result());
        assertEquals(List.of(1, 2), asked);
        assertEquals(Verdict.Clean.CLEAN, ask(addresses, _ -> answer(CLEAN)).result());
    }

    @Test
    void asksNobodyElseWhenTheTroubleIsOurOwnOrTimeIsUp() {
        var addresses = addresses(2, 10);
        ask(addresses, _ -> answer(Attempt.ours("read")));
        ask(addresses, _ -> answer(Attempt.silent()));
        assertEquals(List.of(1, 1), asked);
        assertEquals(new Verdict.Unsure("lost"), ask(addresses, _ -> {
            later(TIMEOUT);
            return answer(Attempt.lost("lost"));
        }).result());
        assertEquals(List.of(1, 1, 2), asked);
    }

    @Test
    void asksNobodyOnceTheTimeWasSpentInLine() {
        var addresses = addresses(1, 1);
        var open = Promise.<Attempt>promise();
        ask(addresses, _ -> open.future());
        var second = ask(addresses, _ -> answer(CLEAN));
        later(TIMEOUT);
        open.complete(CLEAN);
        assertEquals(new Verdict.Unsure("timeout"), second.await());
        assertEquals(List.of(1), asked);
    }

    @Test
    void letsTheOthersWaitInTheLineOfAnAddress() {
        var addresses = addresses(1, 2);
        var open = Promise.<Attempt>promise();
        ask(addresses, _ -> open.future());
        ask(addresses, _ -> open.future());
        var third = ask(addresses, _ -> answer(CLEAN));
        assertFalse(third.isComplete());
        open.complete(CLEAN);
        assertEquals(Verdict.Clean.CLEAN, third.await());
    }

    @Test
    void givesBackItsPlaceWhenAQuestionIsABug() {
        var addresses = addresses(1, 1);
        assertTrue(ask(addresses, _ -> {
            throw new IllegalStateException("bug");
        }).failed());
        assertEquals(Verdict.Clean.CLEAN, ask(addresses, _ -> answer(CLEAN)).result());
    }

    @Test
    void connectsForNoLongerThanThereIsTime() throws Exception {
        var config = ScanWorld.scan("test", new Scan.Kind.Clamd(List.of()), Duration.ofSeconds(5));
        try (var deaf = new DeafPort(InetAddress.getLoopbackAddress())) {
            var allOfIt = vertx.timer(5, TimeUnit.SECONDS);
            var connecting = Addresses.connect(vertx.createNetClient(), SocketAddress.inetSocketAddress(deaf.address()), config,
                    System.nanoTime() + Duration.ofMillis(50).toNanos());
            eventually(connecting::isComplete);
            assertTrue(connecting.failed());
            assertFalse(allOfIt.isComplete());
        }
    }

    @Test
    void readsAddressesAsTheConfigurationWritesThem() {
        assertEquals("/run/clamd.sock", Addresses.socketAddress("/run/clamd.sock").path());
        assertEquals("::1", Addresses.socketAddress("[::1]:3310").host());
        assertEquals(3310, Addresses.socketAddress("clamd.internal:3310").port());
    }

    private Addresses addresses(int count, int atOnce) {
        var written = new ArrayList<String>();
        for (int port = 1; port <= count; port++) {
            written.add("127.0.0.1:" + port);
        }
        return new Addresses("test", written, atOnce, TIMEOUT, nanos::get);
    }

    private Future<Verdict> ask(Addresses addresses, Function<Integer, Future<Attempt>> question) {
        return addresses.ask(vertx.getOrCreateContext(), (address, _) -> {
            asked.add(address.port());
            return question.apply(address.port());
        });
    }

    private static Future<Attempt> answer(Attempt attempt) {
        return Future.succeededFuture(attempt);
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
