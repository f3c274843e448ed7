package io.postern.fuzz;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.postern.wire.ProxyHeader;
import io.postern.wire.ProxyHeader.Read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A PROXY header is the same over any split, ends where its version says, and takes not an octet of what follows. */
final class ProxyTarget {

    private static final int LONGEST_LINE = 107;
    private static final int FIXED_OCTETS = 16;

    private ProxyTarget() {
    }

    private record Outcome(Read read, int taken) {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var whole = read(Pieces.of(pieces.octets(), 0).cut());
        assertEquals(whole, read(pieces.cut()));
        var text = pieces.text();
        if (whole.read() instanceof Read.Incomplete) {
            assertEquals(text.length(), whole.taken());
        } else if (!(whole.read() instanceof Read.Malformed)) {
            assertEquals(length(text), whole.taken(), "length of the header");
        }
        if (text.matches("(?s)PROXY UNKNOWN\r\n.*")) {
            assertInstanceOf(Read.Unnamed.class, whole.read());
        }
    }

    private static int length(String text) {
        if (text.startsWith("PROXY ")) {
            int end = text.indexOf("\r\n") + 2;
            assertTrue(end <= LONGEST_LINE && text.indexOf('\n') == end - 1, "end of the line");
            return end;
        }
        assertTrue(text.startsWith("\r\n\r\n\0\r\nQUIT\n"), "neither version");
        return FIXED_OCTETS + (text.charAt(14) << 8 | text.charAt(15));
    }

    private static Outcome read(List<ByteBuf> pieces) {
        var header = new ProxyHeader();
        int taken = 0;
        for (var piece : pieces) {
            int before = piece.readableBytes();
            var read = header.next(piece);
            taken += before - piece.readableBytes();
            if (!(read instanceof Read.Incomplete)) {
                return new Outcome(read, taken);
            }
        }
        return new Outcome(new Read.Incomplete(), taken);
    }
}
