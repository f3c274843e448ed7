package io.postern.scan;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.wire.Connection;
import io.postern.wire.DotStuffing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * One INSTREAM on one connection: {@code zINSTREAM NUL}, chunks with a four-octet length in network order, an empty
 * chunk, and an answer that ends with NUL. The answer may come before all is sent (size limit), and ends the sending.
 */
final class ClamdExchange {

    private static final byte[] COMMAND = "zINSTREAM\0".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_REPLY_OCTETS = 4096;

    /** How it ended: with clamd's words, or without. */
    sealed interface End {

        /** {@code reply}: without its NUL; cut where it has no end. */
        record Answer(String reply) implements End {
        }

        /** {@code cause}: a bounded word. */
        record Lost(String cause) implements End {
        }

        record Silent() implements End {
        }

        /** The body could not be read. */
        record Unreadable() implements End {
        }
    }

    private final Connection connection;
    private final DotStuffing unstuffing = DotStuffing.unstuffing();
    private final StringBuilder reply = new StringBuilder();
    private final Promise<End> end = Promise.promise();
    private boolean commandSent;

    private ClamdExchange(Connection connection) {
        this.connection = connection;
    }

    /**
     * Runs on {@code context}, the connection's own. Takes over the connection and closes it; completes when neither
     * body nor connection is used any more. Never fails.
     */
    static Future<End> over(Connection connection, Body body, Context context, long timeoutNanos) {
        var exchange = new ClamdExchange(connection);
        connection.octets(exchange::read)
                .closed(() -> exchange.end(new End.Lost("lost")))
                .failed(_ -> exchange.end(new End.Lost("lost")));
        var timer = context.owner().timer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)), TimeUnit.MILLISECONDS);
        timer.onSuccess(_ -> exchange.end(new End.Silent()));
        var sent = exchange.send(body, context);
        return exchange.end.future().compose(how -> {
            timer.cancel();
            connection.abort();
            return sent.map(how);
        });
    }

    /** Completes, and never fails, when the body is not read any more. */
    private Future<Void> send(Body body, Context context) {
        boolean stuffed = body.form() == Body.Form.WIRE;
        return body.forEachSlice(context, slice -> sendChunk(slice, stuffed))
                .compose(_ -> write(Unpooled.copyInt(0)))
                .recover(_ -> {
                    end(new End.Unreadable());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> sendChunk(ByteBuf slice, boolean stuffed) {
        var chunk = connection.allocator().buffer(Integer.BYTES + slice.readableBytes()).writeInt(0);
        if (stuffed) {
            unstuffing.transform(slice, chunk);
        } else {
            chunk.writeBytes(slice);
        }
        slice.release();
        int length = chunk.readableBytes() - Integer.BYTES;
        if (isOver()) {
            chunk.release();
            return Future.failedFuture("answered");
        }
        if (length == 0) {
            chunk.release();
            return Future.succeededFuture();
        }
        return write(chunk.setInt(chunk.readerIndex(), length));
    }

    /** A failed write is left to the close that follows it, for an answer may still wait to be read. */
    private Future<Void> write(ByteBuf octets) {
        if (isOver()) {
            octets.release();
            return Future.succeededFuture();
        }
        var written = commandSent
                ? connection.write(octets)
                : connection.write(Unpooled.wrappedBuffer(COMMAND), octets);
        commandSent = true;
        return connection.writeQueueFull() ? written.otherwiseEmpty() : Future.succeededFuture();
    }

    private void read(ByteBuf octets) {
        reply.append(octets.toString(StandardCharsets.ISO_8859_1));
        octets.release();
        int nul = reply.indexOf("\0");
        if (nul >= 0) {
            end(new End.Answer(reply.substring(0, nul)));
        } else if (reply.length() > MAX_REPLY_OCTETS) {
            end(new End.Answer(reply.substring(0, MAX_REPLY_OCTETS)));
        }
    }

    private boolean isOver() {
        return end.future().isComplete();
    }

    private void end(End how) {
        end.tryComplete(how);
    }
}
