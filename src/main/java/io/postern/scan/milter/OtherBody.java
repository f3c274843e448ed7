package io.postern.scan.milter;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.BodyTraits;
import io.postern.message.BodyWriter;
import io.postern.wire.ChunkScanner;
import io.postern.wire.ContentNormaliser;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * A message with the header section that it had and a body that a filter gives, as content, in the budget of all bodies.
 * Every line of it ends with CRLF.
 */
final class OtherBody {

    private final BodyWriter writer;
    private final ContentNormaliser lines = new ContentNormaliser(ByteBufAllocator.DEFAULT);
    private final ChunkScanner scanner = new ChunkScanner();
    private final long mostOctets;
    private boolean exhausted;

    /** {@code section}: of the content, without the empty line; nothing of it stands before a body of a message without one. */
    OtherBody(Body before, byte[] section, Context context, long mostOctets) {
        this.writer = before.writer(context);
        this.mostOctets = mostOctets;
        if (section.length > 0) {
            boolean ended = section[section.length - 1] == '\n';
            append(Unpooled.wrappedBuffer(section));
            append(Unpooled.wrappedBuffer(ended ? new byte[] {'\r', '\n'} : new byte[] {'\r', '\n', '\r', '\n'}));
        }
    }

    /** Complete when there is room for more. */
    Future<Void> add(byte[] octets) {
        return append(lines.normalise(Unpooled.wrappedBuffer(octets)));
    }

    private Future<Void> append(ByteBuf octets) {
        if (exhausted || scanner.octets() + octets.readableBytes() > mostOctets) {
            exhausted = true;
            octets.release();
            return Future.succeededFuture();
        }
        scanner.scan(octets);
        return writer.append(octets).map(appended -> {
            exhausted |= appended == BodyWriter.Appended.EXHAUSTED;
            return null;
        });
    }

    /** The body, whose one reference is the caller's; empty if it is too large or there was no room for it. */
    Future<Optional<Body>> end() {
        return lines.end().map(this::append).orElseGet(Future::succeededFuture).map(_ -> {
            if (exhausted) {
                writer.discard();
                return Optional.empty();
            }
            scanner.end();
            return Optional.of(writer.finishContent(new BodyTraits(
                    scanner.octets(), scanner.eightBit(), false, scanner.lineDots(), scanner.endsWithNewline())));
        });
    }

    void discard() {
        writer.discard();
    }
}
