package io.postern.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import static io.postern.message.BodySamples.buffer;
import static io.postern.message.BodySamples.content;
import static io.postern.message.BodySamples.on;
import static io.postern.message.BodySamples.unstuffed;
import static io.postern.message.BodySamples.wire;
import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BodyTest extends BodyWorld {

    @Test
    void octetsInAreOctetsOutAroundEachThreshold() {
        for (int spillAt : new int[] {4 * KIB, 1 << 30}) {
            for (int size : new int[] {0, 2, 1023, 1024, 1025, 4097, 16 * KIB, 64 * KIB - 1, 64 * KIB + 1, 200 * KIB + 7}) {
                for (int part : new int[] {1 + size / 700, 3 * KIB, 64 * KIB}) {
                    budget = budget(spillAt == 4 * KIB ? 16 * KIB : 4096 * KIB, spillAt, 8192 * KIB);
                    var wire = wire(size);
                    var body = written(wire, part);
                    assertEquals(wire.length, body.heldOctets());
                    assertArrayEquals(wire, pumped(body), size + " in " + part);
                    assertArrayEquals(unstuffed(wire), content(body));
                    body.memorySlices().ifPresent(slices -> slices.forEach(ByteBuf::release));
                    body.release();
                    eventually(() -> budget.memoryOctets() == 0 && budget.spilledOctets() == 0);
                }
            }
        }
    }

    @Test
    void theTerminatorIsCutOffWhereverItIsSpread() {
        for (int cut = 0; cut <= 3; cut++) {
            budget = budget(4 * KIB, 0, 64 * KIB);
            var data = new String(wire(3 * KIB), StandardCharsets.ISO_8859_1) + END;
            var start = data.substring(0, data.length() - cut).getBytes(StandardCharsets.ISO_8859_1);
            var end = data.substring(start.length).getBytes(StandardCharsets.ISO_8859_1);
            var body = on(context(), () -> {
                var writer = new BodyWriter(budget, context);
                return writer.append(buffer(start, 3 * KIB + 3))
                        .compose(first -> writer.append(buffer(end, 64)))
                        .map(second -> writer.finish(3, data.length() - 3, false));
            });
            assertTrue(body.isSpilled());
            assertEquals(data.substring(0, data.length() - 3), new String(pumped(body), StandardCharsets.ISO_8859_1));
            body.release();
        }
    }

    @Test
    void whoReadsOnAfterTheLastReleaseFindsNothing() throws IOException {
        for (int spillAt : new int[] {0, 1 << 30}) {
            budget = budget(spillAt == 0 ? 4 * KIB : 4096 * KIB, spillAt, 1024 * KIB);
            var body = written(wire(200 * KIB), 8 * KIB);
            var content = body.contentStream();
            assertTrue(content.readNBytes(20 * KIB).length == 20 * KIB);
            body.release();
            assertThrows(IOException.class, content::readAllBytes);
        }
    }

    @Test
    void whatIsMadeOfABodyThatIsGoneGoesToo() {
        budget = budget(4096 * KIB, 1 << 30, 1024 * KIB);
        var body = written(wire(KIB), KIB);
        body.keep(written(wire(KIB), KIB));
        body.release();
        body.keep(written(wire(KIB), KIB));
    }

    @Test
    void aSinkThatFailsEndsThePumpAndTheLastReferenceCountsOnce() {
        budget = budget(4 * KIB, 0, 1024 * KIB);
        var body = written(wire(200 * KIB), 8 * KIB);
        var failure = assertThrows(AssertionError.class, () -> on(context, () -> body.forEachSlice(context, slice -> {
            slice.release();
            body.release();
            return Future.failedFuture("sink is gone");
        })));
        assertEquals("sink is gone", failure.getCause().getCause().getMessage());
        assertThrows(IllegalStateException.class, body::release);
        assertThrows(IllegalStateException.class, body::retain);
    }
}
