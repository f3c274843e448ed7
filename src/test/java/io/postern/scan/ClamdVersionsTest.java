package io.postern.scan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClamdVersionsTest {

    private static final long A_MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long A_WHILE = Duration.ofSeconds(5).toNanos();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final BlockingQueue<NetSocket> asked = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void nobodyWaitsForAnAnswerAndOneQuestionIsAskedAtATime() throws InterruptedException {
        var versions = versions(clamd(asked::add));
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), versions.version());
        }
        next().write("one\0");
        eventually(() -> versions.version().equals(Optional.of("one")));
        assertTrue(asked.isEmpty());
    }

    @Test
    void theLastVersionCountsUntilTheNextIsThereButNotForEver() throws InterruptedException {
        var versions = versions(clamd(asked::add));
        versions.version();
        next().write("one\0");
        eventually(() -> versions.version().isPresent());
        nanos.addAndGet(A_MINUTE);
        assertEquals(Optional.of("one"), versions.version());
        var again = next();
        assertEquals(Optional.of("one"), versions.version());
        nanos.addAndGet(A_MINUTE);
        assertEquals(Optional.empty(), versions.version());
        again.write("two\0");
        eventually(() -> versions.version().equals(Optional.of("two")));
        assertTrue(asked.isEmpty());
    }

    /** Its older signatures may be the ones that judge. */
    @Test
    void whileOneOfThemIsNotKnownNothingIs() {
        var failures = new AtomicInteger();
        var answers = new AtomicInteger();
        var versions = versions(clamd(socket -> socket.write("one\0")), clamd(socket -> {
            if (failures.incrementAndGet() <= 20) {
                socket.close();
            } else {
                answers.incrementAndGet();
                socket.write("another\0");
            }
        }));
        eventually(() -> {
            nanos.addAndGet(A_WHILE);
            return answers.get() > 0 || versions.version().isPresent();
        });
        assertTrue(answers.get() > 0, "the one alone is not enough");
        eventually(() -> versions.version().equals(Optional.of("another one")));
    }

    private ClamdVersions versions(SocketAddress... addresses) {
        return new ClamdVersions(vertx.createNetClient(), List.of(addresses), nanos::get);
    }

    private SocketAddress clamd(Handler<NetSocket> serve) {
        var server = vertx.createNetServer().connectHandler(serve).listen(0, "127.0.0.1").await();
        return SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
    }

    private NetSocket next() throws InterruptedException {
        return asked.poll(20, TimeUnit.SECONDS);
    }
}
