package io.postern.observe;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.layout.EchoLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogQueueTest {

    @Test
    @Timeout(30)
    void aStalledVolumeCostsLinesAndNeverBlocks() {
        var volume = new Object();
        var written = new AtomicInteger();
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        var queue = new LogQueue();
        queue.setContext(context);
        queue.setQueueSize(16);
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(new EchoLayout<>());
        encoder.start();
        queue.setEncoder(encoder);
        queue.writeTo(new OutputStream() {
            @Override
            public void write(int octet) {
                throw new AssertionError("one octet at a time");
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                synchronized (volume) {
                    written.addAndGet((int) new String(octets, from, length, StandardCharsets.UTF_8).lines().count());
                }
            }
        });
        queue.start();
        var logger = context.getLogger("test");
        logger.setLevel(Level.INFO);
        logger.addAppender(queue);
        long before = LogQueue.discarded();

        synchronized (volume) {
            // Would stand for ever on a queue that blocks, for nothing is written meanwhile.
            for (int i = 0; i < 1_000; i++) {
                logger.info("line");
            }
        }
        queue.stop();
        assertTrue(written.get() >= 16, written::toString);
        assertEquals(1_000, written.get() + LogQueue.discarded() - before);
    }
}
