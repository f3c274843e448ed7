package io.postern.observe;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LoadWatchTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final Readiness readiness = new Readiness();
    private double heap;
    private boolean anotherReady;
    private final LoadWatch watch = new LoadWatch(
            Map.of(LoadSignal.HEAP, () -> heap, LoadSignal.SESSIONS, () -> 0.1), readiness, () -> anotherReady, nanos::get);

    @BeforeEach
    void ready() {
        readiness.to(NodeState.READY);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void look(int seconds) {
        for (int i = 0; i < seconds; i++) {
            watch.look();
            nanos.addAndGet(SECOND);
        }
    }

    @Test
    void whatIsReadIsPublished() {
        heap = 0.4;
        look(1);
        assertEquals(0.4, watch.load().value());
        assertEquals(LoadSignal.HEAP, watch.load().cause());
        assertEquals(0.1, watch.load().of(LoadSignal.SESSIONS));
    }

    @Test
    void aBusyNodeShedsOnlyWhileAnotherIsReady() {
        heap = 1;
        anotherReady = true;
        look(2);
        assertFalse(watch.isShedding(), "not busy yet");
        look(1);
        assertEquals(NodeState.BUSY, readiness.state());
        assertTrue(readiness.isReady(), "probes are not told");
        assertTrue(watch.isShedding());
        anotherReady = false;
        look(1);
        assertFalse(watch.isShedding(), "nobody else would take them");
        anotherReady = true;
        heap = 0;
        look(5);
        assertTrue(watch.isShedding());
        look(1);
        assertEquals(NodeState.READY, readiness.state());
        assertFalse(watch.isShedding());
    }

    @Test
    void aDrainingNodeIsNeverReadyAgain() {
        heap = 1;
        anotherReady = true;
        look(3);
        readiness.to(NodeState.DRAINING);
        heap = 0;
        look(10);
        assertEquals(NodeState.DRAINING, readiness.state());
        assertFalse(watch.isShedding());
    }

    @Test
    void aSignalThatFailsDoesNotEndTheWatch() {
        var failing = new LoadWatch(Map.of(LoadSignal.HEAP, () -> {
            if (heap == 0) {
                throw new IllegalStateException("not yet");
            }
            return heap;
        }), readiness, () -> false, nanos::get);
        failing.look();
        heap = 0.5;
        failing.look();
        assertEquals(0.5, failing.load().value());
        failing.close();
    }
}
