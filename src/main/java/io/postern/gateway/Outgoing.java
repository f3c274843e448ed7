package io.postern.gateway;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.HeaderRewrite;
import io.postern.scan.ScanResult;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * A message as it goes on, to whomever: what scanners put on top, our Received field, then the content with the changes that
 * they want.
 */
final class Outgoing {

    private static final byte[] NOTHING = {};

    private final byte[] top;
    private final byte[] trace;
    private final Body body;
    private final boolean made;

    /** {@code made}: the body is ours to release. */
    private Outgoing(byte[] top, byte[] trace, Body body, boolean made) {
        this.top = top;
        this.trace = trace;
        this.body = body;
        this.made = made;
    }

    /** Empty if there is no room for the changed content. Called on {@code context}, where the future completes. */
    static Future<Optional<Outgoing>> of(MessageInFlight message, byte[] trace, ScanResult result, Context context) {
        var edits = message.isHeadless() ? result.edits().withoutSection() : result.edits();
        var top = edits.isEmpty() ? NOTHING : edits.onTop();
        var body = result.body().orElse(message.body());
        return edits.isOnTop() ? Future.succeededFuture(Optional.of(new Outgoing(top, trace, body, false)))
                : HeaderRewrite.of(body, edits, context)
                        .map(changed -> changed.map(rewritten -> new Outgoing(top, trace, rewritten, true)));
    }

    /** What stands before the body; of the caller. */
    ByteBuf head() {
        return top.length == 0 ? Unpooled.wrappedBuffer(trace) : Unpooled.wrappedBuffer(top, trace);
    }

    Body body() {
        return body;
    }

    void release() {
        if (made) {
            body.release();
        }
    }
}
