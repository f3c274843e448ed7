package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.Reply;
import io.postern.wire.Connection;
import io.postern.wire.ReplyWriter;

/** Replies that wait to be written together (RFC 2920 §3.2). */
final class ReplyBatch {

    private static final int USUAL_OCTETS = 256;
    private static final int MOST_OCTETS = 4096;

    private final Connection connection;
    private ByteBuf waiting;

    ReplyBatch(Connection connection) {
        this.connection = connection;
    }

    void add(Reply reply) {
        if (waiting == null) {
            waiting = connection.allocator().directBuffer(USUAL_OCTETS);
        }
        ReplyWriter.write(reply, waiting);
        if (waiting.readableBytes() > MOST_OCTETS) {
            flush();
        }
    }

    void flush() {
        if (waiting != null) {
            var octets = waiting;
            waiting = null;
            connection.writeAndForget(octets);
        }
    }

    /** As {@link #flush}, and tells if the octets could not be handed to the network. */
    void flushOr(Runnable failed) {
        if (waiting != null) {
            var octets = waiting;
            waiting = null;
            connection.write(octets).onFailure(_ -> failed.run());
        }
    }
}
