package io.postern.fuzz;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.postern.wire.ChunkScanner;
import io.postern.wire.ContentNormaliser;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What is found in chunks is what is found in the whole; repaired chunks are the repaired whole (RFC 3030 §2). */
final class ChunkTarget {

    private ChunkTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var content = pieces.text();
        var scanner = new ChunkScanner();
        pieces.each(scanner::scan);
        scanner.end();
        var naive = new NaiveData(content, true, content.length());
        assertEquals(content.length(), scanner.octets());
        assertEquals(naive.bareLf(), scanner.bareLf(), "bare LF");
        assertEquals(naive.bareCr() || content.endsWith("\r"), scanner.bareCr(), "bare CR");
        assertEquals(naive.has(0, 0), scanner.nul(), "NUL");
        assertEquals(naive.has(0x80, 0xFF), scanner.eightBit(), "eight bit");
        assertEquals(NaiveData.stuffed(content).length() - content.length(), scanner.lineDots(), "dots");
        assertEquals(content.isEmpty() || content.endsWith("\r\n"), scanner.endsWithNewline(), "end");
        repair(pieces);
    }

    private static void repair(Pieces content) {
        var normaliser = new ContentNormaliser(UnpooledByteBufAllocator.DEFAULT);
        var repaired = new StringBuilder();
        content.each(octets -> take(normaliser.normalise(octets), repaired));
        normaliser.end().ifPresent(held -> take(held, repaired));
        assertEquals(content.text().replaceAll("\r(?!\n)|(?<!\r)\n", "\r\n"), repaired.toString());
    }

    private static void take(ByteBuf octets, StringBuilder to) {
        to.append(octets.toString(StandardCharsets.ISO_8859_1));
        octets.release();
    }
}
