package io.postern.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;

/**
 * Writes the log to standard error from a thread of its own, many lines in one write. Whoever logs never blocks, never
 * wakes a thread and makes no system call: the writer looks for itself, every {@link #PAUSE}. A volume that stalls costs
 * log lines, which are counted, and not mail. (Logback's own queue wakes its writer and makes a write for each line.)
 */
public final class LogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final LongAdder DISCARDED = new LongAdder();
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);
    private static final int BATCH_OCTETS = 64 << 10;

    private final ConcurrentLinkedQueue<ILoggingEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    private final byte[] batch = new byte[BATCH_OCTETS];
    private int batchOctets;
    private OutputStream out = new FileOutputStream(FileDescriptor.err);
    private Encoder<ILoggingEvent> encoder;
    private int queueSize = 16_384;
    private Thread writer;

    /** Lines lost since the process started. */
    public static long discarded() {
        return DISCARDED.sum();
    }

    /** Set by the configuration of the log. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    /** In lines. Set by the configuration of the log. */
    public void setQueueSize(int lines) {
        queueSize = lines;
    }

    void writeTo(OutputStream other) {
        out = other;
    }

    @Override
    public void start() {
        super.start();
        writer = Thread.ofPlatform().name("log-" + getName()).daemon().start(this::write);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (length.incrementAndGet() > queueSize) {
            length.decrementAndGet();
            DISCARDED.increment();
            return;
        }
        event.prepareForDeferredProcessing();
        waiting.add(event);
    }

    private void write() {
        while (isStarted()) {
            writeWaiting();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        writeWaiting();
    }

    private void writeWaiting() {
        try {
            for (var event = waiting.poll(); event != null; event = waiting.poll()) {
                add(encoder.encode(event));
                length.decrementAndGet();
            }
            flush();
        } catch (IOException closed) {
            DISCARDED.increment();
        }
    }

    private void add(byte[] line) throws IOException {
        if (batchOctets + line.length > batch.length) {
            flush();
        }
        if (line.length > batch.length) {
            out.write(line);
            return;
        }
        System.arraycopy(line, 0, batch, batchOctets, line.length);
        batchOctets += line.length;
    }

    private void flush() throws IOException {
        int octets = batchOctets;
        batchOctets = 0;
        if (octets > 0) {
            out.write(batch, 0, octets);
        }
    }

    /** Writes what waits, but does not wait long for a volume that stalls. */
    @Override
    public void stop() {
        super.stop();
        LockSupport.unpark(writer);
        try {
            writer.join(LAST_WRITES);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
