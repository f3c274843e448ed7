package io.postern.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;

/**
 * One body's temporary file, without a name from the moment it is open, so that nothing is left behind whatever happens.
 * Appended to by one worker at a time; read at any place by any number of them. A reading thread must not be
 * interrupted: that would close the file for all.
 */
final class SpillFile {

    private static final int BUFFERS_PER_WRITE = 512;

    private final BodyBudget budget;
    private final Vertx vertx;
    private FileChannel channel;
    private long charged;

    SpillFile(BodyBudget budget, Vertx vertx) {
        this.budget = budget;
        this.vertx = vertx;
    }

    /** Takes room for {@code octets} from the budget; on the event loop, before they are written. */
    boolean reserve(long octets) {
        if (!budget.takeDisk(octets)) {
            return false;
        }
        charged += octets;
        return true;
    }

    /** Appends all octets. Blocks. */
    void append(List<ByteBuf> slices) throws IOException {
        if (channel == null) {
            channel = open();
        }
        var buffers = new ArrayList<ByteBuffer>(slices.size());
        for (var slice : slices) {
            buffers.addAll(List.of(slice.nioBuffers()));
        }
        for (int from = 0; from < buffers.size(); from += BUFFERS_PER_WRITE) {
            var batch = buffers.subList(from, Math.min(buffers.size(), from + BUFFERS_PER_WRITE)).toArray(ByteBuffer[]::new);
            while (batch[batch.length - 1].hasRemaining()) {
                channel.write(batch);
            }
        }
    }

    /** A new buffer with the octets from {@code position} on. Blocks. */
    ByteBuf read(long position, int octets) throws IOException {
        var buffer = PooledByteBufAllocator.DEFAULT.directBuffer(octets, octets);
        try {
            while (buffer.isWritable()) {
                if (buffer.writeBytes(channel, position + buffer.writerIndex(), buffer.writableBytes()) < 0) {
                    throw new IOException("temporary file is shorter than what was written to it");
                }
            }
            return buffer;
        } catch (IOException | RuntimeException failure) {
            buffer.release();
            throw failure;
        }
    }

    /** Fills {@code octets} from {@code position} on; returns how many there were. Blocks. */
    int read(long position, byte[] octets, int offset, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(octets, offset, length), position);
    }

    /** Closes on a worker, for giving back the blocks of a large file takes a while, and then returns the charge. */
    void close() {
        try {
            vertx.executeBlocking(this::closeNow, false).onComplete(closed -> budget.giveDisk(charged));
        } catch (RejectedExecutionException stopping) {
            closeNow();
            budget.giveDisk(charged);
        }
    }

    private Void closeNow() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException nothingIsLostWithIt) {
                // nobody reads this file again, and the descriptor is gone either way
            }
        }
        return null;
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(budget.spillDirectory());
        var path = Files.createTempFile(budget.spillDirectory(), "body", null);
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }
}
