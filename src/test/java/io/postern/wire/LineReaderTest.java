package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.postern.wire.LineReader.Read;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class LineReaderTest {

    @Test
    void linesAreTheSameHoweverTheyWereCut() {
        var text = "EHLO a\r\n\r\nbare\nMAIL\rX\r\n" + "BDAT " + "1".repeat(30) + "\r\n" + "y".repeat(18) + "\r\nQUIT\r\npart";
        var expected = List.of(new Read.Line("EHLO a"), new Read.Line(""), new Read.BareNewline("bare"), new Read.Line("MAIL\rX"),
                new Read.TooLong("BDAT"), new Read.Line("y".repeat(18)), new Read.Line("QUIT"));
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                assertEquals(expected,
                        read(text.substring(0, first), text.substring(first, second), text.substring(second)));
            }
        }
    }

    @Test
    void whatFollowsALineStaysInTheBuffer() {
        var buffer = Unpooled.copiedBuffer("DATA\r\nbody", StandardCharsets.ISO_8859_1);
        assertEquals(new Read.Line("DATA"), new LineReader(20).next(buffer));
        assertEquals("body", buffer.toString(StandardCharsets.ISO_8859_1));
    }

    private static List<Read> read(String... parts) {
        var reader = new LineReader(20);
        var lines = new ArrayList<Read>();
        for (var part : parts) {
            var buffer = Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1);
            var read = reader.next(buffer);
            while (!(read instanceof Read.Incomplete)) {
                lines.add(read);
                read = reader.next(buffer);
            }
            assertInstanceOf(Read.Incomplete.class, read);
        }
        return lines;
    }
}
