package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ChunkScannerTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            ~0~true~false
            .~1~false~false
            ..~1~false~false
            a~0~false~false
            |~0~true~false
            .|.|..|~3~true~false
            a.|a|.b~1~false~false
            a|.~1~false~false
            long enough for a word|.dot at its start|and no end~1~false~false
            ^.~0~false~true
            a^~0~false~true
            _.~0~false~true
            ^|.~1~false~true
            |_.|~0~true~true
            """)
    void whateverTheSplitTheTraitsAreTheSame(String picture, long dots, boolean newline, boolean bare) {
        var data = octets((picture == null ? "" : picture).replace("|", "\r\n").replace("^", "\r").replace("_", "\n"));
        for (int first = 0; first <= data.length; first++) {
            for (int second = first; second <= data.length; second++) {
                var scanner = new ChunkScanner();
                scanner.scan(Unpooled.wrappedBuffer(data, 0, first));
                scanner.scan(Unpooled.wrappedBuffer(data, first, second - first));
                scanner.scan(Unpooled.wrappedBuffer(data, second, data.length - second));
                scanner.end();
                assertEquals(data.length, scanner.octets());
                assertEquals(dots, scanner.lineDots());
                assertEquals(newline, scanner.endsWithNewline());
                assertEquals(bare, scanner.bareCr() || scanner.bareLf());
            }
        }
    }

    @Test
    void agreesWithTheNaiveScannerOnHostileInput() {
        var random = new Random(3030);
        for (int round = 0; round < 30_000; round++) {
            var data = DataScannerTest.hostile(random, random.nextInt(40), random.nextInt(4) == 0 ? 12 : 0);
            var scanner = new ChunkScanner();
            for (int at = 0; at < data.length; ) {
                int part = 1 + random.nextInt(Math.min(20, data.length - at));
                scanner.scan(Unpooled.wrappedBuffer(data, at, part));
                at += part;
            }
            scanner.end();
            compare(new String(data, StandardCharsets.ISO_8859_1), scanner);
        }
    }

    /** The rules again, by looking at the whole. */
    private static void compare(String content, ChunkScanner scanner) {
        assertEquals(("\r\n" + content).split("\r\n\\.", -1).length - 1, scanner.lineDots());
        assertEquals(content.isEmpty() || content.endsWith("\r\n"), scanner.endsWithNewline());
        var rest = content.replace("\r\n", "");
        assertEquals(content.replaceAll("\r\n", "  ").contains("\r"), scanner.bareCr());
        assertEquals(content.replaceAll("\r\n", "  ").contains("\n"), scanner.bareLf());
        assertEquals(rest.contains("\0"), scanner.nul());
        assertEquals(rest.chars().anyMatch(c -> c >= 0x80), scanner.eightBit());
        int longest = 0;
        for (var line : content.split("\r\n", -1)) {
            longest = Math.max(longest, line.length());
        }
        assertEquals(longest, scanner.longestLine());
    }

    @ParameterizedTest
    @CsvSource({"a|..|.|,1", "..b|abc|.|,3", "..bc|abc|.|,3", ".....|.|,4", "^^|.|,2", "..|.|,1", ".|,0"})
    void linesOfTheWireFormCountWithoutStuffing(String picture, int longest) {
        var data = octets(picture.replace("|", "\r\n").replace("^", "\r"));
        for (int cut = 0; cut <= data.length; cut++) {
            var scanner = new DataScanner();
            scanner.scan(Unpooled.wrappedBuffer(data, 0, cut));
            scanner.scan(Unpooled.wrappedBuffer(data, cut, data.length - cut));
            assertEquals(longest, scanner.longestLine(), picture);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
