package io.postern.fuzz;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Mutated conversations with a whole node, many at a time. Each client checks every reply against {@link Expectation} and
 * every 2xx against the hop; when all are gone, nothing of them may be left. {@code -Dfuzz.seed=N} repeats a run,
 * {@code -Dfuzz.dialogues=N} sets its length.
 */
class SessionFuzzTest {

    private static final int REPLY_MILLIS = 30_000;
    private static final int MINIMISING_MILLIS = 3_000;
    private static final int AT_ONCE = 48;
    private static final int TRIALS = 200;

    @TempDir
    private Path folder;

    @Test
    void aShortSlice() throws Exception {
        run(Integer.getInteger("fuzz.dialogues", 2_000), Long.getLong("fuzz.seed", 5321));
    }

    @Test
    @Tag("long")
    void aHundredThousandDialogues() throws Exception {
        run(Integer.getInteger("fuzz.dialogues", 100_000), Long.getLong("fuzz.seed", System.nanoTime()));
    }

    private void run(int dialogues, long seed) throws Exception {
        long start = System.nanoTime();
        // what others left behind is told now and not laid at our door
        reportLeaks();
        try (var errors = new ErrorLog()) {
            var accepted = new AtomicInteger();
            try (var world = new FuzzWorld(folder)) {
                playAll(world, dialogues, seed, accepted);
                world.settle();
                assertEquals(0, world.internalErrors(), () -> "bugs met with -Dfuzz.seed=" + seed);
            }
            reportLeaks();
            assertEquals(List.of(), errors.errors(), () -> "errors in the log with -Dfuzz.seed=" + seed);
            System.out.printf("%d dialogues with -Dfuzz.seed=%d, %d messages taken, %d s%n", dialogues, seed, accepted.get(),
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
            assertTrue(accepted.get() > dialogues / 2, "too few messages get through for the run to mean anything");
        }
    }

    private void playAll(FuzzWorld world, int dialogues, long seed, AtomicInteger accepted) throws Exception {
        var seeds = Seeds.of(world.announced());
        var left = new ConcurrentLinkedQueue<FuzzWorld.Played>();
        var some = new ConcurrentLinkedQueue<InetAddress>();
        var next = new AtomicInteger();
        var failed = new AtomicReference<Optional<String>>(Optional.empty());
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, AT_ONCE).forEach(client -> clients.submit(() -> {
                for (int i = next.getAndIncrement(); i < dialogues && failed.get().isEmpty(); i = next.getAndIncrement()) {
                    int number = i;
                    var script = script(seeds, seed, number);
                    var played = world.play(script, REPLY_MILLIS);
                    accepted.addAndGet(played.accepted());
                    played.wrong().ifPresent(wrong -> failed.compareAndSet(Optional.empty(),
                            Optional.of(report(world, script, seed, number, wrong))));
                    if (played.mayHaveMore()) {
                        left.add(played);
                    } else if (number % 100 == 0) {
                        some.add(played.from());
                    }
                }
                return null;
            }));
        }
        failed.get().ifPresent(report -> { throw new AssertionError(report); });
        world.settle();
        for (var played : left) {
            world.judged(played).wrong().ifPresent(wrong -> {
                throw new AssertionError("with -Dfuzz.seed=" + seed + ": " + wrong.getMessage() + " after " + played.sent());
            });
        }
        left.stream().limit(500).forEach(played -> some.add(played.from()));
        for (var from : some) {
            assertTrue(world.isForgotten(from), () -> from + " is still counted");
        }
    }

    private static Script script(Seeds seeds, long seed, int number) {
        var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        return new Mutator(random.split()).mutate(seeds.any(random, "t" + number));
    }

    private static String report(FuzzWorld world, Script script, long seed, int number, Throwable wrong) {
        var minimal = new Minimiser(shorter -> {
            try {
                return world.play(shorter, MINIMISING_MILLIS).wrong()
                        .filter(other -> kind(other).equals(kind(wrong))).isPresent();
            } catch (IOException noAddress) {
                return false;
            }
        }, TRIALS).minimal(script);
        return "%s%ndialogue %d of -Dfuzz.seed=%d, made shorter:%n%s%nas it was:%n%s".formatted(
                wrong, number, seed, minimal, script);
    }

    /** Failures that differ only in what is quoted are the same. */
    private static String kind(Throwable wrong) {
        return String.valueOf(wrong.getMessage()).split(":", 2)[0].replaceAll("\\d+", "");
    }

    /** Netty tells of a leak when a buffer is made after the leaked one was collected. */
    private static void reportLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 100; j++) {
                PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
            }
        }
    }
}
