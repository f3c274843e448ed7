package io.postern.message;

import java.util.Locale;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;

/** How many fields of each name a message's header section has. */
public final class FieldCounts {

    private static final Future<Void> ENOUGH = Future.failedFuture("enough");

    private final Map<String, Integer> counts;

    private FieldCounts(Map<String, Integer> counts) {
        this.counts = counts;
    }

    /** Reads no further than the header section goes. Called on {@code context}, where the future completes. */
    public static Future<FieldCounts> of(Body body, Context context) {
        var section = new SectionReader();
        boolean stuffed = body.form() == Body.Form.WIRE;
        return body.forEachSlice(context, slice -> take(section, slice)).transform(read -> read.succeeded() || section.isOver()
                ? Future.succeededFuture(new FieldCounts(new HeaderSection(section.octets(), stuffed).counts()))
                : Future.failedFuture(read.cause()));
    }

    private static Future<Void> take(SectionReader section, ByteBuf slice) {
        section.take(slice);
        slice.release();
        return section.isOver() ? ENOUGH : Future.succeededFuture();
    }

    /** In any case. */
    public int of(String name) {
        return counts.getOrDefault(name.toLowerCase(Locale.ROOT), 0);
    }
}
