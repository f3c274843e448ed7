package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DataScannerTest {

    private static final byte[] ADVERSARIAL = {'\r', '\n', '.', 'a', (byte) 0x80, 0};

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n.\n", "\r\n\0.\r\n",
        "\r\n.\0\r\n", "\r\0\n.\r\n", "\r\n.\r\0\n", "\n\r.\r\n", "\r\n..\r\n", "\r\n.\r\r\n", "\r.\n",
        "\r\n .\r\n", "\r\n. \r\n"})
    void onlyCrlfDotCrlfEndsTheData(String smuggled) {
        var data = octets("first line" + smuggled + "MAIL FROM:<evil@example.com>\r\nx");
        for (int cut = 0; cut <= data.length; cut++) {
            var scanner = new DataScanner();
            assertEquals(cut, scanner.scan(Unpooled.wrappedBuffer(data, 0, cut)));
            assertEquals(data.length - cut, scanner.scan(Unpooled.wrappedBuffer(data, cut, data.length - cut)));
            assertFalse(scanner.finished());
            var ending = Unpooled.copiedBuffer("\r\n.\r\nQUIT\r\n", StandardCharsets.ISO_8859_1);
            assertEquals(5, scanner.scan(ending));
            assertTrue(scanner.finished());
            assertEquals(0, scanner.scan(ending), "what follows is no longer data");
        }
    }

    @Test
    void aDotAtTheVeryStartIsAnEmptyBody() {
        var scanner = new DataScanner();
        assertEquals(3, scanner.scan(Unpooled.copiedBuffer(".\r\nQUIT", StandardCharsets.ISO_8859_1)));
        assertTrue(scanner.finished());
        assertEquals(0, scanner.contentOctets());
    }

    @Test
    void contentIsCountedWithoutStuffingAndTerminator() {
        var scanner = new DataScanner();
        scanner.scan(Unpooled.copiedBuffer("..a\r\n.b\r\n...\r\n.\r\n", StandardCharsets.ISO_8859_1));
        assertEquals(".a\r\nb\r\n..\r\n".length(), scanner.contentOctets());
    }

    @Test
    void theCountNeverFallsWhereverTheDataIsCut() {
        var data = octets("..a\r\n.\rb\r\n.\r\n");
        var scanner = new DataScanner();
        long before = 0;
        for (int at = 0; at < data.length; at++) {
            scanner.scan(Unpooled.wrappedBuffer(data, at, 1));
            assertTrue(scanner.contentOctets() >= before, "at " + at);
            before = scanner.contentOctets();
        }
        assertEquals(".a\r\n\rb\r\n".length(), scanner.contentOctets());
    }

    @Test
    void agreesWithTheNaiveScannerOnHostileInput() {
        var random = new Random(5321);
        for (int round = 0; round < 30_000; round++) {
            int plain = random.nextInt(4) == 0 ? 12 : 0;
            var data = hostile(random, 1 + random.nextInt(40), plain);
            var naive = new NaiveScanner();
            int length = naive.scan(data);
            for (int cuts = 0; cuts < 3; cuts++) {
                compare(random, data, naive, length);
            }
        }
    }

    private static void compare(Random random, byte[] data, NaiveScanner naive, int length) {
        var scanner = new DataScanner();
        int at = 0;
        int taken = 0;
        while (at < data.length) {
            int part = 1 + random.nextInt(Math.min(20, data.length - at));
            int of = scanner.scan(Unpooled.wrappedBuffer(data, at, part));
            taken += of;
            at += part;
            assertTrue(of == part || scanner.finished());
        }
        assertEquals(length, taken);
        assertEquals(naive.finished, scanner.finished());
        assertEquals(naive.content, scanner.contentOctets());
        assertEquals(naive.bareLf, scanner.bareLf());
        assertEquals(naive.bareCr, scanner.bareCr());
        assertEquals(naive.nul, scanner.nul());
        assertEquals(naive.eightBit, scanner.eightBit());
    }

    static byte[] hostile(Random random, int length, int plain) {
        var data = new byte[length * (1 + plain)];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(1 + plain) > 0 ? (byte) 'p' : ADVERSARIAL[random.nextInt(ADVERSARIAL.length)];
            if (i > 0 && data[i - 1] == '\r' && random.nextBoolean()) {
                data[i] = '\n';
            }
        }
        return data;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The rules again, by looking back in the whole input. */
    private static final class NaiveScanner {

        private boolean finished;
        private boolean bareCr;
        private boolean bareLf;
        private boolean nul;
        private boolean eightBit;
        private long content;

        private int scan(byte[] data) {
            var text = "\r\n" + new String(data, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n.\r\n");
            finished = end >= 0;
            var body = finished ? text.substring(0, end + 2) : text;
            int dots = body.split("\r\n\\.", -1).length - 1;
            content = body.length() - 2 - dots - (body.endsWith("\r\n.\r") ? 1 : 0);
            for (int i = 2; i < body.length(); i++) {
                char c = body.charAt(i);
                bareLf |= c == '\n' && (i == 2 || body.charAt(i - 1) != '\r');
                bareCr |= c == '\r' && i + 1 < body.length() && body.charAt(i + 1) != '\n';
                nul |= c == 0;
                eightBit |= c >= 0x80;
            }
            return finished ? end + 3 : data.length;
        }
    }
}
