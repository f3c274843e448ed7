package io.postern.admin;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** So many at once, then so many a second. */
class AllowanceTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Allowance allowance = new Allowance(10, 2, nanos::get);

    private long passing(int asked) {
        return IntStream.range(0, asked).filter(_ -> allowance.take()).count();
    }

    @Test
    void whatIsUsedUpComesBackWithTime() {
        assertEquals(10, passing(20));
        assertEquals(0, passing(5));
        nanos.addAndGet(1_500_000_000L);
        assertEquals(3, passing(20));
        nanos.addAndGet(3_600_000_000_000L);
        assertEquals(10, passing(20));
    }
}
