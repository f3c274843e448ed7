package io.postern.message;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * Gives one body to one sink, slice by slice. A loop and not a chain of futures: a body in memory may have thousands of
 * slices whose sink answers at once. A block from the file is counted in the budget until the sink is done with it.
 */
final class SlicePump {

    private static final int BLOCK_OCTETS = 64 << 10;
    /** So much of memory goes in one go; then the loop looks at its sockets, of which one may have an early answer. */
    private static final int TURN_OCTETS = 1 << 20;

    private final Body body;
    private final Context context;
    private final Function<ByteBuf, Future<Void>> sink;
    private final Iterator<ByteBuf> held;
    private final Promise<Void> done = Promise.promise();
    private long position;
    private int turnOctets;

    SlicePump(Body body, Context context, Function<ByteBuf, Future<Void>> sink) {
        this.body = body;
        this.context = context;
        this.sink = sink;
        this.held = body.heldSlices().iterator();
    }

    Future<Void> start() {
        body.retain();
        pump();
        return done.future();
    }

    private void pump() {
        boolean goesOn = true;
        turnOctets = 0;
        while (goesOn) {
            if (position < body.fileOctets()) {
                goesOn = passed(fromFile());
            } else if (turnOctets >= TURN_OCTETS) {
                goesOn = false;
                pumpAfterOthers();
            } else if (held.hasNext()) {
                var slice = held.next();
                turnOctets += slice.readableBytes();
                goesOn = passed(give(slice.retainedDuplicate()));
            } else {
                goesOn = false;
                end(Future.succeededFuture());
            }
        }
    }

    /** A task would run before the sockets are looked at again; a timer that is due at once runs after. */
    private void pumpAfterOthers() {
        var home = (ContextInternal) context;
        home.nettyEventLoop().schedule(() -> home.emit(_ -> pump()), 0, TimeUnit.NANOSECONDS);
    }

    private boolean passed(Future<Void> taken) {
        if (taken.succeeded()) {
            return true;
        }
        taken.onComplete(result -> {
            if (result.succeeded()) {
                pump();
            } else {
                end(Future.failedFuture(result.cause()));
            }
        });
        return false;
    }

    private Future<Void> fromFile() {
        var file = body.file().orElseThrow();
        long from = position;
        int octets = (int) Math.min(BLOCK_OCTETS, body.fileOctets() - from);
        position += octets;
        body.budget().forceMemory(octets);
        return context.executeBlocking(() -> file.read(from, octets), false)
                .compose(this::give)
                .onComplete(result -> body.budget().giveMemory(octets));
    }

    private Future<Void> give(ByteBuf slice) {
        try {
            return sink.apply(slice);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private void end(Future<Void> result) {
        body.release();
        result.onComplete(done);
    }
}
