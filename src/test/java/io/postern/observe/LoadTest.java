package io.postern.observe;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static io.postern.observe.LoadSignal.BODY_MEMORY;
import static io.postern.observe.LoadSignal.DIRECT_MEMORY;
import static io.postern.observe.LoadSignal.HEAP;
import static io.postern.observe.LoadSignal.LOOP_LAG;
import static io.postern.observe.LoadSignal.SESSIONS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LoadTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong collections = new AtomicLong();
    private final AtomicLong left = new AtomicLong();

    @Test
    void theHighestSignalIsTheLoadAndItsCause() {
        var load = Load.of(Map.of(SESSIONS, 0.2, BODY_MEMORY, 0.75, LOOP_LAG, 0.5));
        assertEquals(0.75, load.value());
        assertEquals(BODY_MEMORY, load.cause());
        assertEquals(0.2, load.of(SESSIONS));
        assertEquals(0, load.of(HEAP));
    }

    @Test
    void aReadingThatCannotBeIsNothingOrTheLimit() {
        var load = Load.of(Map.of(SESSIONS, Double.NaN, DIRECT_MEMORY, -0.1, BODY_MEMORY, 1.7, HEAP, 0.0));
        assertEquals(1, load.value());
        assertEquals(BODY_MEMORY, load.cause());
        assertEquals(0, load.of(SESSIONS));
        assertEquals(0, load.of(DIRECT_MEMORY));
        assertEquals(0, Load.of(Map.of()).value());
    }

    @Test
    void theHeapIsWhatTheLastCollectionLeftAndAnOldReadingIsNotBelieved() {
        var heap = new HeapUse(left::get, 200, collections::get, nanos::get);
        left.set(190);
        assertEquals(0, heap.getAsDouble(), "no collection has been yet");
        collections.set(1);
        assertEquals(0.95, heap.getAsDouble());
        nanos.addAndGet(30 * SECOND);
        assertEquals(0.95, heap.getAsDouble());
        nanos.addAndGet(1);
        assertEquals(0, heap.getAsDouble(), "a heap that is short would have been collected again");
        collections.set(2);
        left.set(50);
        assertEquals(0.25, heap.getAsDouble());
    }

    @Test
    void theHeapOfThisProcessIsReadWithWhateverCollectorItHas() {
        System.gc();
        double use = HeapUse.ofThisProcess().getAsDouble();
        assertTrue(use > 0 && use <= 1, () -> "after a collection: " + use);
    }
}
