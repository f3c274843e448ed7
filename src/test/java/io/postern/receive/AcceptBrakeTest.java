package io.postern.receive;

import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AcceptBrakeTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AcceptBrake brake = new AcceptBrake(vertx, nanos::get);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            assertFalse(brake.isSpent());
        }
    }

    @Test
    void soManyInAWhileAndNoMore() {
        refuse(AcceptBrake.REFUSALS - 1);
        assertTrue(brake.isSpent());
        nanos.addAndGet(AcceptBrake.WHILE.toNanos() - 1);
        assertTrue(brake.isSpent());
        nanos.incrementAndGet();
        refuse(AcceptBrake.REFUSALS - 1);
        assertTrue(brake.isSpent());
    }

    @Test
    void fewRefusalsNeverBrake() {
        for (int i = 0; i < 10; i++) {
            refuse(AcceptBrake.REFUSALS - 1);
            nanos.addAndGet(AcceptBrake.WHILE.toNanos());
        }
    }
}
