package io.postern.fuzz;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.postern.wire.DotStuffing;
import io.postern.wire.NewlineNormaliser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Repaired data is the wire form of the repaired content, with one terminator, at its end; stuffing and back is nothing. */
final class NewlineTarget {

    private NewlineTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var all = Pieces.of(input);
        stuffing(all);
        var data = NaiveData.of(all.text().contains("\r\n.\r\n") ? all.text() : all.text() + "\r\n.\r\n");
        var wire = Pieces.of(Pieces.octets(data.wireForm() + ".\r\n"), all.manner());
        var repaired = data.content().replaceAll("\r(?!\n)|(?<!\r)\n", "\r\n");
        var normaliser = new NewlineNormaliser(UnpooledByteBufAllocator.DEFAULT);
        var result = new StringBuilder();
        wire.each(octets -> normaliser.normalise(octets, made -> {
            result.append(made.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            made.release();
        }));
        var after = NaiveData.of(result.toString());
        assertTrue(after.finished(), "the terminator is gone");
        assertEquals(result.length(), after.length(), "a terminator that was none");
        assertEquals(repaired, after.content());
        assertEquals(repaired.length() - data.content().length(), normaliser.addedOctets());
    }

    private static void stuffing(Pieces content) {
        var wire = transformed(DotStuffing.stuffing(), content);
        assertEquals(NaiveData.stuffed(content.text()), wire);
        assertEquals(content.text(),
                transformed(DotStuffing.unstuffing(), Pieces.of(Pieces.octets(wire), content.manner() / 2)));
        assertEquals(NaiveData.unstuffed(content.text()), transformed(DotStuffing.unstuffing(), content));
    }

    private static String transformed(DotStuffing dots, Pieces pieces) {
        var to = Unpooled.buffer();
        pieces.each(octets -> dots.transform(octets, to));
        return to.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
