package io.postern;

import java.io.InputStream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Reads a blocking stream in pieces on a worker and hands them to one context, one at a time, as they are asked for. */
final class InputStreamReadStream implements ReadStream<Buffer> {

    private static final int PIECE_OCTETS = 64 << 10;

    private final Context context;
    private final InputStream in;
    private Handler<Buffer> handler = _ -> { };
    private Handler<Void> endHandler = _ -> { };
    private Handler<Throwable> exceptionHandler = _ -> { };
    private long demand = Long.MAX_VALUE;
    private boolean started;
    private boolean reading;
    private boolean over;

    InputStreamReadStream(Context context, InputStream in) {
        this.context = context;
        this.in = in;
    }

    @Override
    public InputStreamReadStream handler(Handler<Buffer> handler) {
        if (handler != null) {
            this.handler = handler;
            started = true;
            context.runOnContext(_ -> read());
        }
        return this;
    }

    private void read() {
        if (!started || reading || over || demand == 0) {
            return;
        }
        reading = true;
        context.<byte[]>executeBlocking(() -> in.readNBytes(PIECE_OCTETS)).onComplete(piece -> {
            reading = false;
            if (piece.failed()) {
                over = true;
                exceptionHandler.handle(piece.cause());
            } else if (piece.result().length == 0) {
                over = true;
                endHandler.handle(null);
            } else {
                demand = demand == Long.MAX_VALUE ? demand : demand - 1;
                handler.handle(Buffer.buffer(piece.result()));
                read();
            }
        });
    }

    @Override
    public InputStreamReadStream pause() {
        demand = 0;
        return this;
    }

    @Override
    public InputStreamReadStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public InputStreamReadStream fetch(long amount) {
        demand = amount > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + amount;
        context.runOnContext(_ -> read());
        return this;
    }

    @Override
    public InputStreamReadStream endHandler(Handler<Void> handler) {
        endHandler = handler == null ? _ -> { } : handler;
        return this;
    }

    @Override
    public InputStreamReadStream exceptionHandler(Handler<Throwable> handler) {
        exceptionHandler = handler == null ? _ -> { } : handler;
        return this;
    }

    Future<Void> close() {
        over = true;
        return context.executeBlocking(() -> {
            in.close();
            return null;
        });
    }
}
