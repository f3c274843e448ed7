package io.postern.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.netty.util.internal.PlatformDependent;
import org.slf4j.event.Level;

/**
 * Looks once a second at all that can bring the node to its limits, on a thread of its own so that a stuck event loop is
 * seen too, and turns the node busy and ready. What it found is read by any thread at no cost.
 */
public final class LoadWatch implements AutoCloseable {

    private final Map<LoadSignal, DoubleSupplier> signals;
    private final Readiness readiness;
    private final BooleanSupplier anotherReady;
    private final LongSupplier nanoClock;
    private final BusyRule rule = new BusyRule();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("load-watch").factory());
    private volatile Load load = Load.NONE;
    private volatile boolean shedding;

    /** {@code anotherReady}: whether the cluster has another node that takes what this one sends away. */
    LoadWatch(
            Map<LoadSignal, DoubleSupplier> signals, Readiness readiness, BooleanSupplier anotherReady, LongSupplier nanoClock) {
        this.signals = new EnumMap<>(signals);
        this.readiness = readiness;
        this.anotherReady = anotherReady;
        this.nanoClock = nanoClock;
    }

    /** Watches the memory of this process beside the {@code signals}, which are asked by another thread, quickly. */
    public static LoadWatch of(Map<LoadSignal, DoubleSupplier> signals, Readiness readiness, BooleanSupplier anotherReady) {
        var all = new EnumMap<>(signals);
        all.put(LoadSignal.HEAP, HeapUse.ofThisProcess());
        all.put(LoadSignal.DIRECT_MEMORY, LoadWatch::directMemory);
        return new LoadWatch(all, readiness, anotherReady, System::nanoTime);
    }

    /** As Netty counts it, against the limit at which it refuses; -1 where it does not count. */
    private static double directMemory() {
        return (double) PlatformDependent.usedDirectMemory() / PlatformDependent.maxDirectMemory();
    }

    /** Call when the node is ready: from now on its load says whether it is busy. */
    public void start() {
        thread.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
    }

    void look() {
        try {
            var readings = new EnumMap<LoadSignal, Double>(LoadSignal.class);
            signals.forEach((signal, reading) -> readings.put(signal, reading.getAsDouble()));
            load = Load.of(readings);
            turn(rule.isBusy(load.value(), nanoClock.getAsLong()));
            shedding = readiness.state() == NodeState.BUSY && anotherReady.getAsBoolean();
        } catch (RuntimeException bug) {
            MailLog.event(Level.ERROR, "load-watch-failed", bug);
        }
    }

    private void turn(boolean busy) {
        if (readiness.to(busy ? NodeState.BUSY : NodeState.READY)) {
            MailLog.event(busy ? Level.WARN : Level.INFO, busy ? "node-busy" : "node-ready-again",
                    "load", Math.round(load.value() * 100) / 100.0, "cause", load.cause().label());
        }
    }

    public Load load() {
        return load;
    }

    /** Whether new connections are sent to other nodes: this one is busy, and there is another that is not. */
    public boolean isShedding() {
        return shedding;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
