package io.postern.message;

import java.io.ByteArrayOutputStream;
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
        var section = new Section();
        boolean stuffed = body.form() == Body.Form.WIRE;
        return body.forEachSlice(context, section::take).transform(read -> read.succeeded() || section.over
                ? Future.succeededFuture(new FieldCounts(new HeaderSection(section.octets.toByteArray(), stuffed).counts()))
                : Future.failedFuture(read.cause()));
    }

    /** In any case. */
    public int of(String name) {
        return counts.getOrDefault(name.toLowerCase(Locale.ROOT), 0);
    }

    /** As it is held. */
    private static final class Section {

        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean atLineStart = true;
        private boolean over;

        Future<Void> take(ByteBuf slice) {
            while (slice.isReadable() && !over) {
                byte octet = slice.readByte();
                over = atLineStart && (octet == '\r' || octet == '\n');
                if (!over) {
                    octets.write(octet);
                }
                atLineStart = octet == '\n';
            }
            slice.release();
            return over ? ENOUGH : Future.succeededFuture();
        }
    }
}
