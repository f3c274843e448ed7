package io.postern.fuzz;

import java.util.ArrayList;
import java.util.List;

import io.postern.wire.LineReader;
import io.postern.wire.LineReader.Read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Lines are the same however they were cut, and those that splitting at LF gives. */
final class LineTarget {

    private static final int MAX_OCTETS = 24;

    private LineTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var reader = new LineReader(MAX_OCTETS);
        var lines = new ArrayList<Read>();
        pieces.each(octets -> {
            var read = reader.next(octets);
            while (!(read instanceof Read.Incomplete)) {
                lines.add(read);
                read = reader.next(octets);
            }
            assertFalse(octets.isReadable(), "the reader leaves octets of an unfinished line");
        });
        assertEquals(naive(pieces.text()), lines);
        assertEquals(!pieces.text().isEmpty() && !pieces.text().endsWith("\n"), reader.hasPartial());
    }

    private static List<Read> naive(String text) {
        var lines = new ArrayList<Read>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            var line = text.substring(start, end + 1);
            lines.add(line.length() > MAX_OCTETS ? new Read.TooLong(line.substring(0, 4))
                    : line.endsWith("\r\n") ? new Read.Line(line.substring(0, line.length() - 2)) : new Read.BareNewline(line.substring(0, line.length() - 1)));
            start = end + 1;
        }
        return lines;
    }
}
