package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NewlineNormaliserTest {

    private static final String END = ".\r\n";

    @ParameterizedTest
    @CsvSource({"a\\n.\\nb\\r\\n, a\\r\\n..\\r\\nb\\r\\n", "a\\n.\\r\\nb\\r\\n, a\\r\\n..\\r\\nb\\r\\n",
        "a\\r\\n.\\nb\\r\\n, a\\r\\n\\r\\nb\\r\\n", "a\\r.\\rb\\r\\n, a\\r\\n..\\r\\nb\\r\\n",
        "a\\r\\n.\\rb\\r\\n, a\\r\\n\\r\\nb\\r\\n",
        "a\\r.\\r\\nb\\r\\n, a\\r\\n..\\r\\nb\\r\\n", "a\\r\\r\\n, a\\r\\n\\r\\n", ".\\n.\\r\\n, \\r\\n..\\r\\n",
        "a\\r\\n.b\\r\\n, a\\r\\n.b\\r\\n", "a\\n..\\r\\n, a\\r\\n...\\r\\n", "\\n\\r\\n, \\r\\n\\r\\n"})
    void bareNewlinesBecomeLinesAndNeverATerminator(String from, String to) {
        var data = unescaped(from) + END;
        for (int cut = 0; cut <= data.length(); cut++) {
            var normaliser = new NewlineNormaliser(UnpooledByteBufAllocator.DEFAULT);
            assertEquals(unescaped(to) + END, normalised(normaliser, data, cut));
        }
    }

    /** Normalising the content and stuffing it afterwards must give the same wire form. */
    @Test
    void givesTheWireFormOfTheRepairedContent() {
        var random = new Random(2321);
        for (int round = 0; round < 20_000; round++) {
            var data = new String(DataScannerTest.hostile(random, 1 + random.nextInt(24), 0), StandardCharsets.ISO_8859_1);
            var raw = ("\r\n" + data + "\r\n" + END);
            raw = raw.substring(2, raw.indexOf("\r\n.\r\n") + 2) + END;
            var body = raw.length() == 3 ? "" : raw.substring(0, raw.length() - 3);
            var content = transformed(DotStuffing.unstuffing(), body);
            var repaired = content.replaceAll("\r(?!\n)|(?<!\r)\n", "\r\n");
            var normaliser = new NewlineNormaliser(UnpooledByteBufAllocator.DEFAULT);
            var result = normalised(normaliser, raw, random.nextInt(raw.length() + 1));
            var scanner = new DataScanner();
            assertEquals(result.length(), scanner.scan(wrapped(result)));
            assertTrue(scanner.finished());
            assertFalse(scanner.bareCr() || scanner.bareLf());
            assertEquals(repaired, transformed(DotStuffing.unstuffing(), result.substring(0, result.length() - 3)));
            assertEquals(repaired.length() - content.length(), normaliser.addedOctets());
            assertEquals(repaired.length(), scanner.contentOctets());
        }
    }

    @Test
    void aFaultlessBufferIsNotCopied() {
        var octets = Unpooled.copiedBuffer("a\r\n..b\r\n.\r\n", StandardCharsets.ISO_8859_1);
        new NewlineNormaliser(UnpooledByteBufAllocator.DEFAULT).normalise(octets, passed -> assertSame(octets, passed));
        octets.release();
    }

    @Test
    void stuffingAndUnstuffingCancelOutOverAnySplit() {
        var content = ".\r\n..\r\na.\r\n.b\r.\n.\r\r\n.\r\n";
        for (int cut = 0; cut <= content.length(); cut++) {
            var stuffing = DotStuffing.stuffing();
            var unstuffing = DotStuffing.unstuffing();
            var wire = transformed(stuffing, content.substring(0, cut)) + transformed(stuffing, content.substring(cut));
            assertEquals("..\r\n...\r\na.\r\n..b\r.\n.\r\r\n..\r\n", wire);
            assertEquals(content,
                    transformed(unstuffing, wire.substring(0, cut)) + transformed(unstuffing, wire.substring(cut)));
        }
    }

    private static String normalised(NewlineNormaliser normaliser, String data, int cut) {
        var result = new StringBuilder();
        for (var part : new String[] {data.substring(0, cut), data.substring(cut)}) {
            normaliser.normalise(wrapped(part), octets -> {
                result.append(octets.toString(StandardCharsets.ISO_8859_1));
                octets.release();
            });
        }
        return result.toString();
    }

    private static String transformed(DotStuffing dots, String text) {
        var to = Unpooled.buffer();
        dots.transform(wrapped(text), to);
        return to.toString(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf wrapped(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }
}
