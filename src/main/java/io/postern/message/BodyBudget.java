package io.postern.message;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all bodies of this node together may hold, in memory and in temporary files. Memory is counted by the capacity
 * of the buffers, not by their content. Thread-safe; one for the node.
 */
public final class BodyBudget {

    private volatile long memoryLimit;
    private volatile long spillThreshold;
    private volatile long diskLimit;
    private final Path spillDirectory;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong disk = new AtomicLong();

    /**
     * All in octets. {@code spillThreshold}: a larger body moves to a file once half of the memory is in use.
     * {@code spillDirectory} is created with the first file, if it is missing.
     */
    public BodyBudget(long memoryLimit, long spillThreshold, long diskLimit, Path spillDirectory) {
        this.memoryLimit = memoryLimit;
        this.spillThreshold = spillThreshold;
        this.diskLimit = diskLimit;
        this.spillDirectory = spillDirectory;
    }

    /** From now on; bodies that hold more keep it. */
    public void limit(long memoryLimit, long spillThreshold, long diskLimit) {
        this.memoryLimit = memoryLimit;
        this.spillThreshold = spillThreshold;
        this.diskLimit = diskLimit;
    }

    /** Octets of memory held now. */
    public long memoryOctets() {
        return memory.get();
    }

    /** Octets in temporary files now. */
    public long spilledOctets() {
        return disk.get();
    }

    /** Memory held of its limit; more than 1 while files are read back beside it. */
    public double memoryUse() {
        return (double) memory.get() / memoryLimit;
    }

    /** Disk held of its limit. */
    public double diskUse() {
        return (double) disk.get() / diskLimit;
    }

    /** True if neither memory nor disk has room for a body of {@code octets}: DATA can be refused before it is sent. */
    public boolean isExhausted(long octets) {
        return memory.get() + octets > memoryLimit && disk.get() + octets > diskLimit;
    }

    boolean takeMemory(long octets) {
        return take(memory, octets, memoryLimit);
    }

    /** Counts memory that cannot be refused: the blocks in which a file is read back. */
    void forceMemory(long octets) {
        memory.addAndGet(octets);
    }

    void giveMemory(long octets) {
        memory.addAndGet(-octets);
    }

    boolean takeDisk(long octets) {
        return take(disk, octets, diskLimit);
    }

    void giveDisk(long octets) {
        disk.addAndGet(-octets);
    }

    /** True once bodies past the threshold should leave memory. */
    boolean isCrowded() {
        return memory.get() > memoryLimit / 2;
    }

    long spillThreshold() {
        return spillThreshold;
    }

    Path spillDirectory() {
        return spillDirectory;
    }

    private static boolean take(AtomicLong held, long octets, long limit) {
        if (held.addAndGet(octets) <= limit) {
            return true;
        }
        held.addAndGet(-octets);
        return false;
    }
}
