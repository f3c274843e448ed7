package io.postern.observe;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.postern.world.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LoopLagTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final LoopLag lag = new LoopLag(nanos::get);

    private void tickAfter(long millis) {
        nanos.addAndGet(millis * MILLI);
        lag.tick();
    }

    @Test
    void aLoopInTimeHasNone() {
        for (int i = 0; i < 100; i++) {
            tickAfter(200);
        }
        assertEquals(0, lag.seconds());
    }

    @Test
    void aLoopThatIsAlwaysLateIsThatLate() {
        for (int i = 0; i < 100; i++) {
            tickAfter(500);
        }
        assertEquals(0.3, lag.seconds(), 0.001);
    }

    @Test
    void oneLongTurnIsSeenAndSoonForgotten() {
        tickAfter(700);
        assertTrue(lag.seconds() > 0.2, () -> "after the turn: " + lag.seconds());
        for (int i = 0; i < 10; i++) {
            tickAfter(200);
        }
        assertTrue(lag.seconds() < 0.05, () -> "two seconds later: " + lag.seconds());
    }

    @Test
    void whatIsOverdueCountsBeforeItIsDone() {
        nanos.addAndGet(2_200 * MILLI);
        assertEquals(2, lag.seconds(), 0.001);
    }

    @Test
    void aProcessThatStoodStillIsInTimeSoonAfter() {
        tickAfter(30_000);
        for (int i = 0; i < 10; i++) {
            tickAfter(200);
        }
        assertTrue(lag.seconds() < 0.2, () -> "two seconds later: " + lag.seconds());
    }

    @Test
    void aLoopThatIsBlockedIsLateAndThenNoLonger() {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            var loop = vertx.getOrCreateContext();
            var watched = Future.<LoopLag>future(promise ->
                    loop.runOnContext(_ -> promise.complete(LoopLag.watch(vertx)))).await();
            Eventually.eventually(() -> watched.seconds() < 0.2);
            var release = new CountDownLatch(1);
            loop.runOnContext(_ -> awaitQuietly(release));
            Eventually.eventually(() -> watched.seconds() > 0.5);
            release.countDown();
            Eventually.eventually(() -> watched.seconds() < 0.2);
        } finally {
            vertx.close().await();
        }
    }

    private static void awaitQuietly(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
