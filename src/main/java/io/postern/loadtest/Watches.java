package io.postern.loadtest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Reads all that is watched every few seconds, on a thread of its own; a reading that fails is left out. */
final class Watches implements AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watches").factory());
    private final List<Watched> watched;
    private final LongSupplier acknowledged;
    private final long startedNanos = System.nanoTime();
    private final Map<String, List<Usage>> readings = new LinkedHashMap<>();
    private final Map<String, Usage> warm = new LinkedHashMap<>();

    Watches(List<Watched> watched, Duration period, LongSupplier acknowledged) {
        this.watched = watched;
        this.acknowledged = acknowledged;
        thread.scheduleAtFixedRate(() -> read(false), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The measured time begins: what was used before does not count against the messages. */
    void warm() {
        thread.execute(() -> read(true));
    }

    /** A last reading; what each has used, in the order given. */
    List<WatchedUse> end() {
        try {
            thread.submit(() -> read(false)).get();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        thread.shutdown();
        synchronized (readings) {
            var uses = new ArrayList<WatchedUse>();
            readings.forEach((name, usages) ->
                    uses.add(new WatchedUse(name, warm.getOrDefault(name, usages.getFirst()), List.copyOf(usages))));
            return uses;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void read(boolean isWarm) {
        for (var each : watched) {
            try {
                var reading = each.read();
                var usage = new Usage(Duration.ofNanos(System.nanoTime() - startedNanos), acknowledged.getAsLong(),
                        reading.cpu(), reading.residentOctets(), reading.heapOctets());
                synchronized (readings) {
                    readings.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(usage);
                    if (isWarm) {
                        warm.put(each.name(), usage);
                    }
                }
            } catch (IOException | RuntimeException notNow) {
                // a node that is down or just starting has nothing to say
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
