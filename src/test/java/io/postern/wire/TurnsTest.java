package io.postern.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What is done for very many, one after the other, comes to its end. */
class TurnsTest {

    private static final int MANY = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Each recipient is {@code settled} at once, or in a later turn, as a mail that has to be sent is. */
    private List<Integer> done(Supplier<Future<Void>> settled) throws TimeoutException {
        var recipients = IntStream.range(0, MANY).iterator();
        var done = new ArrayList<Integer>();
        Future.<Void>future(end -> loop.runOnContext(_ -> Turns.each(recipients, recipient -> settled.get().<Void>map(_ -> {
            done.add(recipient);
            return null;
        })).onComplete(end))).await(30, TimeUnit.SECONDS);
        return done;
    }

    @Test
    void manyThousandRecipientsAreDoneOneAfterTheOther() throws TimeoutException {
        var all = IntStream.range(0, MANY).boxed().toList();
        assertEquals(all, done(Future::succeededFuture), "at once");
        assertEquals(all, done(() -> Future.future(turn -> loop.runOnContext(_ -> turn.complete()))), "in later turns");
    }

    @Test
    void theFirstThatFailsIsTheLast() {
        var steps = new AtomicInteger();
        var end = Turns.until(() -> {
            if (steps.incrementAndGet() == 3) {
                throw new IllegalStateException("third");
            }
            return Future.succeededFuture(Optional.empty());
        });
        assertEquals("third", assertThrows(IllegalStateException.class, end::await).getMessage());
        assertEquals(3, steps.get());
    }
}
