package io.postern.cluster;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GridBreakerTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-5 * SECOND);
    private final GridBreaker breaker = new GridBreaker(nanos::get);

    @Test
    void opensAfterThreeFailuresInARowForASecond() {
        breaker.failed();
        breaker.failed();
        breaker.answered();
        breaker.failed();
        breaker.failed();
        assertTrue(breaker.mayAsk());
        breaker.failed();
        assertFalse(breaker.mayAsk());
        nanos.addAndGet(SECOND - 1);
        assertFalse(breaker.mayAsk());
        nanos.addAndGet(1);
        assertTrue(breaker.mayAsk());
    }

    @Test
    void oneFailureAfterTheRestOpensItAgainAndOneAnswerHealsIt() {
        for (var i = 0; i < 3; i++) {
            breaker.failed();
        }
        nanos.addAndGet(SECOND);
        breaker.failed();
        assertFalse(breaker.mayAsk());
        nanos.addAndGet(SECOND);
        breaker.answered();
        breaker.failed();
        assertTrue(breaker.mayAsk());
    }
}
