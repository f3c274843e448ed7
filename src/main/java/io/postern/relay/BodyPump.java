package io.postern.relay;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Writes trace, body and what ends them. What fits in a socket's buffers goes in one gathering write; more goes slice by
 * slice as the next hop takes it, so that the end is not under way while the body still waits here. Of a chunk the last
 * octets are held back until the end may be written, for it is whole with them and not with a dot behind them.
 */
final class BodyPump {

    /** The transaction that the body belongs to. */
    interface Owner {

        /** The next hop took some octets. */
        void progressed();

        /** Asked once, before the message becomes whole; if the answer is no, the owner has ended everything itself. */
        boolean mayEnd();

        /** What makes the message whole is being written: from now on it may be delivered. */
        void ending();

        /** The body could not be read, and the message is not whole. */
        void unreadable(Throwable cause);
    }

    private static final long ONE_WRITE_OCTETS = 256 * 1024;
    private static final int HELD_OCTETS = 1024;

    private final RelayConnection connection;
    private final Delivery delivery;
    private final Carriage carriage;
    private final MessageOctets octets;
    private final Owner owner;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private Promise<Void> room;
    private boolean stopped;

    BodyPump(RelayConnection connection, Delivery delivery, Carriage carriage, Owner owner) {
        this.connection = connection;
        this.delivery = delivery;
        this.carriage = carriage;
        this.octets = new MessageOctets(delivery.body(), carriage, connection.wire().allocator());
        this.owner = owner;
    }

    static boolean isOneWrite(Body body) {
        return body.heldOctets() <= ONE_WRITE_OCTETS && !body.isSpilled();
    }

    /** Takes over {@code commands}, which go first. */
    void start(ByteBuf commands) {
        if (isOneWrite(delivery.body())) {
            inOneWrite(commands);
        } else {
            sliceBySlice(commands);
        }
    }

    private void inOneWrite(ByteBuf commands) {
        var slices = delivery.body().memorySlices().orElseThrow();
        var out = new ByteBuf[slices.size() + 3];
        int count = 0;
        if (commands.isReadable()) {
            out[count++] = commands;
        }
        out[count++] = delivery.trace().retainedDuplicate();
        for (int i = 0; i < slices.size(); i++) {
            out[count++] = octets.of(slices.get(i));
        }
        var end = octets.end();
        if (end.isReadable()) {
            out[count++] = end;
        }
        writeWhole(count == out.length ? out : Arrays.copyOf(out, count));
    }

    /** The last write, with what makes the message whole. */
    private void writeWhole(ByteBuf... out) {
        if (!octets.isExact()) {
            release(out);
            owner.unreadable(new IllegalStateException("the chunk is not as long as announced"));
        } else if (!owner.mayEnd()) {
            release(out);
        } else {
            owner.ending();
            connection.wire().writeAndForget(out);
        }
    }

    private static void release(ByteBuf... buffers) {
        for (var buffer : buffers) {
            buffer.release();
        }
    }

    private void sliceBySlice(ByteBuf commands) {
        owner.progressed();
        connection.wire().drained(this::drained);
        if (commands.isReadable()) {
            connection.wire().writeAndForget(commands);
        }
        put(delivery.trace().retainedDuplicate());
        delivery.body().forEachSlice(connection.wire().context(), this::take).onComplete(all -> {
            if (stopped) {
                return;
            }
            if (all.failed()) {
                owner.unreadable(all.cause());
            } else {
                var last = carriage.isChunk() ? held : octets.end();
                held = Unpooled.EMPTY_BUFFER;
                writeWhole(last);
            }
        });
    }

    private Future<Void> take(ByteBuf slice) {
        if (stopped || connection.isClosed()) {
            slice.release();
            return Future.failedFuture("connection gone");
        }
        var next = octets.of(slice);
        if (!next.isReadable()) {
            next.release();
            return Future.succeededFuture();
        }
        put(next);
        if (stopped) {
            return Future.failedFuture("connection gone");
        }
        owner.progressed();
        if (!connection.wire().writeQueueFull()) {
            return Future.succeededFuture();
        }
        room = Promise.promise();
        return room.future();
    }

    /** A write may end everything before it returns, so what is held is in its place before. */
    private void put(ByteBuf next) {
        if (!carriage.isChunk()) {
            connection.wire().writeAndForget(next);
            return;
        }
        var due = held;
        held = next;
        int ahead = next.readableBytes() - HELD_OCTETS;
        if (ahead > 0) {
            connection.wire().writeAndForget(due, next.readRetainedSlice(ahead));
        } else {
            connection.wire().writeAndForget(due);
        }
    }

    private void drained() {
        var waiting = room;
        room = null;
        if (waiting != null) {
            owner.progressed();
            waiting.complete();
        }
    }

    /** Ends the pump with the transaction, whose connection is closed by now if the message is not whole. */
    void stop() {
        stopped = true;
        held.release();
        held = Unpooled.EMPTY_BUFFER;
        var waiting = room;
        room = null;
        if (waiting != null) {
            waiting.fail("connection gone");
        }
    }
}
