package io.postern.message;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import org.junit.jupiter.api.Test;

import static io.postern.message.BodySamples.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A large body in memory does not keep the loop from its sockets, however willing its sink is. */
class SlicePumpTest extends BodyWorld {

    @Test
    void theLoopGetsItsTurnEachMebibyte() {
        budget = budget(32 << 20, 32 << 20, 0);
        int octets = 8 << 20;
        var body = written("text\r\n".repeat(octets / 6).getBytes(StandardCharsets.US_ASCII), 16 * KIB);
        var given = new AtomicLong();
        var turns = new AtomicInteger();
        on(context, () -> {
            everyTurn(given, turns, body.contentOctets());
            return body.forEachSlice(context, slice -> {
                given.addAndGet(slice.readableBytes());
                slice.release();
                return Future.succeededFuture();
            });
        });
        assertEquals(body.contentOctets(), given.get());
        assertTrue(turns.get() >= 7, turns + " turns");
        body.release();
    }

    /** Counts the turns before the end; each comes when the loop has looked at its sockets. */
    private void everyTurn(AtomicLong given, AtomicInteger turns, long all) {
        ((ContextInternal) context).nettyEventLoop().schedule(() -> {
            if (given.get() < all) {
                turns.incrementAndGet();
                everyTurn(given, turns, all);
            }
        }, 0, TimeUnit.NANOSECONDS);
    }
}
