package io.postern.message;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The part of a body that is in memory, in order, and what is charged for it. A buffer that uses at least half of the
 * memory behind it is kept; what would pin more than it uses is copied into chunks of our own, 1 KiB at first and up to
 * 16 KiB, so that a client that sends single octets holds what it is charged for and no more.
 */
final class HeldSlices {

    private static final int SMALLEST_CHUNK = 1 << 10;
    private static final int LARGEST_CHUNK = 16 << 10;

    private final BodyBudget budget;
    private final List<ByteBuf> slices = new ArrayList<>(4);
    private long charged;
    private int nextChunk = SMALLEST_CHUNK;
    private boolean chunkIsLast;

    HeldSlices(BodyBudget budget) {
        this.budget = budget;
    }

    /**
     * Takes over {@code octets} if the budget has room. If not: returns false, and {@code octets}, less what could still
     * be copied, are the caller's.
     */
    boolean add(ByteBuf octets) {
        long capacity = capacityBehind(octets);
        if (octets.readableBytes() >= SMALLEST_CHUNK && 2L * octets.readableBytes() >= capacity) {
            return keep(octets, capacity);
        }
        while (octets.isReadable()) {
            if (!chunkIsLast || !slices.getLast().isWritable()) {
                if (!addChunk(octets.readableBytes())) {
                    return false;
                }
            }
            var chunk = slices.getLast();
            chunk.writeBytes(octets, Math.min(chunk.writableBytes(), octets.readableBytes()));
        }
        octets.release();
        return true;
    }

    /** Takes over what found no room, on its way to the file. */
    void addUncharged(ByteBuf octets) {
        slices.add(octets);
        chunkIsLast = false;
    }

    List<ByteBuf> slices() {
        return slices;
    }

    long charged() {
        return charged;
    }

    long octets() {
        long octets = 0;
        for (var slice : slices) {
            octets += slice.readableBytes();
        }
        return octets;
    }

    /** Cuts octets off the end; returns how many of them were not here. */
    int dropLast(int octets) {
        int left = octets;
        for (int i = slices.size() - 1; i >= 0 && left > 0; i--) {
            var slice = slices.get(i);
            int cut = Math.min(left, slice.readableBytes());
            slice.writerIndex(slice.writerIndex() - cut);
            left -= cut;
            if (!slice.isReadable()) {
                slices.remove(i).release();
            }
        }
        chunkIsLast = false;
        return left;
    }

    /** Releases everything and returns its charge. */
    void release() {
        slices.forEach(ByteBuf::release);
        slices.clear();
        budget.giveMemory(charged);
        charged = 0;
        chunkIsLast = false;
    }

    private boolean keep(ByteBuf octets, long capacity) {
        if (!budget.takeMemory(capacity)) {
            return false;
        }
        charged += capacity;
        slices.add(octets);
        chunkIsLast = false;
        nextChunk = SMALLEST_CHUNK;
        return true;
    }

    private boolean addChunk(int wanted) {
        int size = nextChunk;
        while (size < wanted && size < LARGEST_CHUNK) {
            size *= 2;
        }
        if (!budget.takeMemory(size)) {
            return false;
        }
        charged += size;
        slices.add(PooledByteBufAllocator.DEFAULT.directBuffer(size, size));
        chunkIsLast = true;
        nextChunk = Math.min(LARGEST_CHUNK, 2 * size);
        return true;
    }

    /** The memory that a reference to {@code octets} keeps from being used otherwise, size class included. */
    private static long capacityBehind(ByteBuf octets) {
        var root = octets;
        while (root.unwrap() != null) {
            root = root.unwrap();
        }
        return Math.max(root.capacity(), (long) root.writerIndex() + root.maxFastWritableBytes());
    }
}
