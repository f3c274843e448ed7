package io.postern.message;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.PooledByteBufAllocator;
import io.postern.message.BodyWriter.Appended;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import static io.postern.message.BodySamples.buffer;
import static io.postern.message.BodySamples.on;
import static io.postern.message.BodySamples.wire;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BodyWriterTest extends BodyWorld {

    @Test
    void singleOctetsInLargeBuffersPinWhatTheyAreChargedFor() {
        budget = budget(4096 * KIB, 1 << 30, 0);
        var body = written(wire(20 * KIB), 1);
        assertTrue(budget.memoryOctets() >= 20 * KIB && budget.memoryOctets() <= 47 * KIB, "held " + budget.memoryOctets());
        long pinned = body.memorySlices().orElseThrow().stream().mapToLong(slice -> {
            long capacity = slice.unwrap().capacity();
            slice.release();
            return capacity;
        }).sum();
        assertEquals(budget.memoryOctets(), pinned);
        body.release();
    }

    @Test
    void aSliceOfALargeBufferIsChargedWhatItPinsOrCopied() {
        budget = budget(4096 * KIB, 1 << 30, 0);
        on(context(), () -> {
            var writer = new BodyWriter(budget, context);
            var large = PooledByteBufAllocator.DEFAULT.directBuffer(64 * KIB).writeZero(64 * KIB);
            assertEquals(Appended.KEPT, writer.append(large.retainedSlice(0, 40 * KIB)).result());
            assertEquals(64 * KIB, budget.memoryOctets());
            assertEquals(Appended.KEPT, writer.append(large.retainedSlice(40 * KIB, 5 * KIB)).result());
            assertEquals((64 + 8) * KIB, budget.memoryOctets());
            assertEquals(2, large.refCnt(), "the small slice was let go");
            writer.discard();
            assertEquals(1, large.refCnt());
            large.release();
            return Future.succeededFuture();
        });
    }

    @Test
    void aBodyPastTheThresholdStaysInMemoryUntilHalfTheBudgetIsInUse() {
        budget = budget(256 * KIB, 32 * KIB, 1024 * KIB);
        var first = written(wire(120 * KIB), 8 * KIB);
        assertFalse(first.isSpilled());
        var second = written(wire(120 * KIB), 8 * KIB);
        assertTrue(second.isSpilled());
        var small = written(wire(16 * KIB), 8 * KIB);
        assertFalse(small.isSpilled(), "below the threshold");
        List.of(first, second, small).forEach(Body::release);
    }

    @Test
    void withoutMemoryEvenSmallBodiesGoToTheFile() {
        budget = budget(16 * KIB, 512 * KIB, 1024 * KIB);
        var first = written(wire(16 * KIB - 3), 8 * KIB);
        var second = written(wire(100), 10);
        assertFalse(first.isSpilled());
        assertTrue(second.isSpilled());
        assertArrayEquals(wire(100), pumped(second));
        List.of(first, second).forEach(Body::release);
    }

    @Test
    void exhaustionIsAnAnswerAndReleasesEverything() {
        budget = budget(16 * KIB, 4 * KIB, 40 * KIB);
        on(context(), () -> {
            var writer = new BodyWriter(budget, context);
            var answers = new ArrayList<Future<Appended>>();
            for (int i = 0; i < 20; i++) {
                answers.add(writer.append(buffer(new byte[8 * KIB], 8 * KIB)));
            }
            return Future.all(answers).map(all -> {
                assertEquals(Appended.KEPT, answers.getFirst().result());
                assertEquals(Appended.EXHAUSTED, answers.getLast().result());
                assertTrue(writer.failure().isEmpty());
                assertThrows(IllegalStateException.class, () -> writer.finish(0, 0, false));
                return null;
            });
        });
    }

    @Test
    void aFailingDiskIsExhaustionWithACause() throws IOException {
        var notAFolder = Files.createTempFile("postern", null);
        budget = new BodyBudget(KIB, 0, 1024 * KIB, notAFolder);
        on(context(), () -> {
            var writer = new BodyWriter(budget, context);
            return writer.append(buffer(new byte[8 * KIB], 8 * KIB)).map(answer -> {
                assertEquals(Appended.EXHAUSTED, answer);
                assertTrue(writer.failure().isPresent());
                return null;
            });
        });
        Files.delete(notAFolder);
    }

    @Test
    void discardingWhileAWorkerWritesLeavesNothing() {
        budget = budget(8 * KIB, 0, 1024 * KIB);
        var workerBusy = new CountDownLatch(1);
        vertx.executeBlocking(() -> workerBusy.await(10, TimeUnit.SECONDS));
        on(context(), () -> {
            var writer = new BodyWriter(budget, context);
            var writing = writer.append(buffer(new byte[8 * KIB], 8 * KIB));
            assertFalse(writing.isComplete());
            var late = writer.append(buffer(new byte[KIB], KIB));
            writer.discard();
            workerBusy.countDown();
            return late.onSuccess(answer -> assertEquals(Appended.EXHAUSTED, answer));
        });
    }
}
