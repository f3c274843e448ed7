package io.postern.fuzz;

import io.postern.wire.DataScanner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The scanner finds the terminator where the naive look back finds it, with the same marks, over any split. */
final class DataTarget {

    private DataTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var naive = NaiveData.of(pieces.text());
        var scanner = new DataScanner();
        int taken = 0;
        for (var piece : pieces.cut()) {
            int readable = piece.readableBytes();
            int of = scanner.scan(piece);
            assertTrue(of == readable || scanner.finished(), "octets left before the end");
            taken += of;
        }
        assertEquals(naive.length(), taken, "place of the terminator");
        assertEquals(naive.finished(), scanner.finished());
        assertEquals(naive.bareLf(), scanner.bareLf(), "bare LF");
        assertEquals(naive.bareCr(), scanner.bareCr(), "bare CR");
        assertEquals(naive.has(0, 0), scanner.nul(), "NUL");
        assertEquals(naive.has(0x80, 0xFF), scanner.eightBit(), "eight bit");
        if (naive.finished()) {
            assertEquals(naive.content().length(), scanner.contentOctets(), "octets of content");
        }
    }
}
