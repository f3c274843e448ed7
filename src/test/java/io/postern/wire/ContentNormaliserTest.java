package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

class ContentNormaliserTest {

    @Test
    void everyBareNewlineBecomesOneWhereverItIsCut() {
        var random = new Random(2821);
        for (int round = 0; round < 2_000; round++) {
            var data = DataScannerTest.hostile(random, random.nextInt(16), 0);
            var expected = new String(data, StandardCharsets.ISO_8859_1).replaceAll("\r\n|\r|\n", "\r\n");
            for (int cut = 0; cut <= data.length; cut++) {
                var normaliser = new ContentNormaliser(UnpooledByteBufAllocator.DEFAULT);
                var repaired = Unpooled.buffer();
                move(normaliser.normalise(Unpooled.copiedBuffer(data, 0, cut)), repaired);
                move(normaliser.normalise(Unpooled.copiedBuffer(data, cut, data.length - cut)), repaired);
                normaliser.end().ifPresent(held -> move(held, repaired));
                assertEquals(expected, repaired.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static void move(ByteBuf from, ByteBuf to) {
        to.writeBytes(from);
        from.release();
    }

    @Test
    void whatHasNoFaultIsNotCopied() {
        var normaliser = new ContentNormaliser(UnpooledByteBufAllocator.DEFAULT);
        var good = Unpooled.copiedBuffer("a\r\n.\r\n", StandardCharsets.ISO_8859_1);
        assertSame(good, normaliser.normalise(good));
    }
}
