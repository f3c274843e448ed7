package io.postern.world;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.BodyWriter;
import io.postern.wire.DataScanner;
import io.postern.wire.DotStuffing;
import io.vertx.core.Context;

/** Bodies made of content text (ISO 8859-1, CRLF), as a session would make them. */
public final class SampleBody {

    private SampleBody() {
    }

    public static Body of(BodyBudget budget, Context context, String content) {
        var wire = Unpooled.buffer();
        DotStuffing.stuffing().transform(Unpooled.copiedBuffer(content, StandardCharsets.ISO_8859_1), wire);
        var scanner = new DataScanner();
        scanner.scan(wire);
        var writer = new BodyWriter(budget, context);
        writer.append(wire);
        return writer.finish(0, scanner.contentOctets(), scanner.eightBit());
    }
}
