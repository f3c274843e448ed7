package io.postern.scan.milter;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.postern.wire.Connection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;

/**
 * The connection to a filter as words: packets go out, answers come in one at a time. Nothing fails here: what breaks the
 * line, the end of its time too, is the answer to all that is asked from then on.
 */
final class FilterLine {

    private final Connection connection;
    private final Timer timer;
    private final PacketReader reader = new PacketReader();
    private final Queue<FilterReply> arrived = new ArrayDeque<>();
    private Optional<Promise<FilterReply>> asked = Optional.empty();
    private Optional<FilterReply> broken = Optional.empty();
    private boolean paused;

    private FilterLine(Connection connection, Timer timer) {
        this.connection = connection;
        this.timer = timer;
    }

    /** Runs on {@code context}, the connection's own. It ends with {@link #end}. */
    static FilterLine over(Connection connection, Context context, long timeoutNanos) {
        var line = new FilterLine(connection,
                context.owner().timer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)), TimeUnit.MILLISECONDS));
        connection.octets(line::read)
                .closed(() -> line.breaks("lost"))
                .failed(_ -> line.breaks("lost"));
        line.timer.onSuccess(_ -> {
            line.breaks("timeout");
            connection.abort();
        });
        return line;
    }

    ByteBuf buffer() {
        return connection.allocator().buffer();
    }

    boolean isBroken() {
        return broken.isPresent();
    }

    /** Complete once there is room for more. Takes over the packets. What came unasked before them is babble. */
    Future<Void> say(ByteBuf... packets) {
        if (!arrived.isEmpty()) {
            arrived.clear();
            breaks(FilterReply.Broken.BABBLE.cause());
        }
        if (broken.isPresent()) {
            for (var packet : packets) {
                packet.release();
            }
            return Future.succeededFuture();
        }
        var written = connection.write(packets);
        return connection.writeQueueFull() ? written.otherwiseEmpty() : Future.succeededFuture();
    }

    Future<FilterReply> ask(ByteBuf... packets) {
        say(packets);
        return answer();
    }

    /** The next answer; of those that only say that more time is needed nothing is told. */
    Future<FilterReply> answer() {
        if (!arrived.isEmpty()) {
            return Future.succeededFuture(arrived.remove());
        }
        if (broken.isPresent()) {
            return Future.succeededFuture(broken.get());
        }
        if (paused) {
            paused = false;
            connection.resume();
        }
        var promise = Promise.<FilterReply>promise();
        asked = Optional.of(promise);
        return promise.future();
    }

    /** All that is there is read before the first of it is told, so that what nobody asked for is seen as that. */
    private void read(ByteBuf octets) {
        while (broken.isEmpty()) {
            var packet = reader.next(octets);
            if (packet.isEmpty()) {
                break;
            }
            arrived(ReplyReader.of(packet.get()));
        }
        octets.release();
        while (asked.isPresent() && !arrived.isEmpty()) {
            answered(arrived.remove());
        }
        if (!arrived.isEmpty() && !paused) {
            paused = true;
            connection.pause();
        }
    }

    private void arrived(FilterReply reply) {
        if (reply == FilterReply.Plain.PROGRESS) {
            return;
        }
        if (reply instanceof FilterReply.Broken(var cause)) {
            breaks(cause);
        } else {
            arrived.add(reply);
        }
    }

    private void breaks(String cause) {
        if (broken.isEmpty()) {
            broken = Optional.of(new FilterReply.Broken(cause));
            if (asked.isPresent()) {
                answered(arrived.isEmpty() ? broken.get() : arrived.remove());
            }
        }
    }

    private void answered(FilterReply reply) {
        var promise = asked.orElseThrow();
        asked = Optional.empty();
        promise.complete(reply);
    }

    /** The filter has nothing more to say; {@code midway}: of a message that it had not seen to its end. */
    void end(boolean midway) {
        timer.cancel();
        if (broken.isPresent()) {
            connection.abort();
            return;
        }
        if (midway) {
            connection.writeAndForget(Packets.abort());
        }
        connection.writeAndForget(Packets.quit());
        connection.resume();
        connection.close();
    }
}
