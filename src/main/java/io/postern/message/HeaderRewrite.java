package io.postern.message;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Makes a body whose header section is changed, beside the body that came. It counts in the same budget; what is held in
 * memory and not changed is not copied.
 */
public final class HeaderRewrite {

    private final Body body;
    private final HeaderEdits edits;
    private final BodyWriter writer;
    private final boolean stuffed;
    private final SectionReader section = new SectionReader();
    private boolean exhausted;
    private long held;
    private long lineDots;
    private boolean endsWithNewline;

    private HeaderRewrite(Body body, HeaderEdits edits, Context context) {
        this.body = body;
        this.edits = edits;
        this.writer = body.writer(context);
        this.stuffed = body.form() == Body.Form.WIRE;
        this.held = body.heldOctets();
        this.lineDots = body.traits().lineDots();
        this.endsWithNewline = body.traits().endsWithNewline();
    }

    /**
     * Called on {@code context}, where the future completes: with a body whose one reference is the caller's, or empty if
     * there is no room for it. The fields of {@code edits.prepend()} are not in it. {@code body} stays the caller's.
     */
    public static Future<Optional<Body>> of(Body body, HeaderEdits edits, Context context) {
        var rewrite = new HeaderRewrite(body, edits, context);
        return body.forEachSlice(context, rewrite::take)
                .compose(_ -> rewrite.end())
                .onFailure(_ -> rewrite.writer.discard());
    }

    private Future<Void> take(ByteBuf slice) {
        if (section.isOver()) {
            return write(slice);
        }
        section.take(slice);
        if (!section.isOver()) {
            slice.release();
            return Future.succeededFuture();
        }
        return writeSection().compose(_ -> write(slice));
    }

    private Future<Void> writeSection() {
        var before = section.octets();
        var after = new HeaderSection(before, stuffed).edited(edits);
        held += after.length - before.length;
        lineDots += HeaderSection.lineDots(after) - HeaderSection.lineDots(before);
        if (!section.isOver() && after.length > 0) {
            endsWithNewline = after[after.length - 1] == '\n';
        }
        return write(Unpooled.wrappedBuffer(after));
    }

    private Future<Void> write(ByteBuf octets) {
        if (!octets.isReadable() || exhausted) {
            octets.release();
            return Future.succeededFuture();
        }
        return writer.append(octets).map(appended -> {
            exhausted = appended == BodyWriter.Appended.EXHAUSTED;
            return null;
        });
    }

    private Future<Optional<Body>> end() {
        return (section.isOver() ? Future.<Void>succeededFuture() : writeSection()).map(_ -> exhausted ? Optional.empty() : Optional.of(made()));
    }

    private Body made() {
        var traits = body.traits();
        return stuffed ? writer.finish(0, held - lineDots, traits.eightBit()) : writer.finishContent(
                new BodyTraits(held, traits.eightBit(), traits.binary(), lineDots, endsWithNewline));
    }
}
