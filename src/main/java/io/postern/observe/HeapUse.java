package io.postern.observe;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The part of the heap that collections cannot free: what the last collection of the old generation left behind of what
 * that may hold. What is in use between collections says nothing, since garbage may fill all of it. A heap that is short
 * is collected again and again; so a reading that no new collection confirms is believed for a while only, or a node
 * that became idle after its worst moment would be busy until the next collection, hours later.
 */
final class HeapUse implements DoubleSupplier {

    private static final long BELIEVED_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier leftOctets;
    private final long mostOctets;
    private final LongSupplier collections;
    private final LongSupplier nanoClock;
    private long seen;
    private long seenNanos;

    HeapUse(LongSupplier leftOctets, long mostOctets, LongSupplier collections, LongSupplier nanoClock) {
        this.leftOctets = leftOctets;
        this.mostOctets = mostOctets;
        this.collections = collections;
        this.nanoClock = nanoClock;
    }

    /** Of this JVM: the largest pool of the heap that collections speak of, whichever collector it has. */
    static DoubleSupplier ofThisProcess() {
        long heap = Runtime.getRuntime().maxMemory();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                .<DoubleSupplier>map(pool -> of(pool, pool.getUsage().getMax() > 0 ? pool.getUsage().getMax() : heap))
                .orElse(() -> 0);
    }

    private static HeapUse of(MemoryPoolMXBean pool, long mostOctets) {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> Arrays.asList(collector.getMemoryPoolNames()).contains(pool.getName()))
                .toList();
        return new HeapUse(
                () -> pool.getCollectionUsage().getUsed(),
                mostOctets,
                () -> collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
                System::nanoTime);
    }

    /** 0 to 1. One thread. */
    @Override
    public double getAsDouble() {
        long now = nanoClock.getAsLong();
        long count = collections.getAsLong();
        if (count != seen) {
            seen = count;
            seenNanos = now;
        }
        return count == 0 || now - seenNanos > BELIEVED_NANOS ? 0 : (double) leftOctets.getAsLong() / mostOctets;
    }
}
