package io.postern.relay;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.wire.DotStuffing;

/**
 * A body's octets as a connection takes them: in wire form and with the dot for DATA, as content for BDAT. Where the body
 * is held in the other form, dots are doubled or halved on the way; nothing else is changed, save that DATA cannot say
 * that the last line has no end and so gets one (RFC 5321 §4.1.1.4). Counts, for a chunk must be as long as was announced: the hop takes
 * what comes behind it for commands.
 */
final class MessageOctets {

    private final Body body;
    private final Carriage carriage;
    private final ByteBufAllocator allocator;
    private final Optional<DotStuffing> change;
    private long octets;

    MessageOctets(Body body, Carriage carriage, ByteBufAllocator allocator) {
        this.body = body;
        this.carriage = carriage;
        this.allocator = allocator;
        this.change = change(body, carriage);
    }

    private static Optional<DotStuffing> change(Body body, Carriage carriage) {
        var needed = carriage.isChunk() ? Body.Form.CONTENT : Body.Form.WIRE;
        if (body.form() == needed || body.traits().sameInBothForms()) {
            return Optional.empty();
        }
        return Optional.of(carriage.isChunk() ? DotStuffing.unstuffing() : DotStuffing.stuffing());
    }

    /** Takes over {@code slice}, the next one of the body. */
    ByteBuf of(ByteBuf slice) {
        if (change.isEmpty()) {
            octets += slice.readableBytes();
            return slice;
        }
        var changed = allocator.buffer(slice.readableBytes() + 16);
        change.get().transform(slice, changed);
        slice.release();
        octets += changed.readableBytes();
        return changed;
    }

    /** What follows the last slice. */
    ByteBuf end() {
        if (carriage.isChunk()) {
            return Unpooled.EMPTY_BUFFER;
        }
        return ByteBufUtil.writeAscii(allocator, body.traits().endsWithNewline() ? ".\r\n" : "\r\n.\r\n");
    }

    /** After the last slice: whether the chunk has the length that was announced. */
    boolean isExact() {
        return !carriage.isChunk() || octets == body.contentOctets();
    }
}
