package io.postern.scan.milter;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.postern.message.Body;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ContentPartsTest {

    @ParameterizedTest
    @CsvSource({
        "'A: 1\r\nB: 2\r\n c\r\n\r\n..x\r\n\r\ny\r\n', 'A: 1\r\nB: 2\r\n c\r\n', '.x\r\n\r\ny\r\n'",
        "'\r\nx\r\n', '', 'x\r\n'",
        "'\r\n', '', ''",
        "'A: 1\r\n', 'A: 1\r\n', ''",
        "'no field\r\n\r\nx\r\n', '', 'no field\r\n\r\nx\r\n'",
        "'no field\r\n', '', 'no field\r\n'",
        "'From me Mon Jan 1\r\nA: 1\r\n\r\nx', 'From me Mon Jan 1\r\nA: 1\r\n', 'x'",
        "'', '', ''",
    })
    void theEmptyLinePartsAMessageWhereverItIsCut(String wire, String section, String rest) {
        for (int cut = 0; cut <= wire.length(); cut++) {
            var parts = new ContentParts(Body.Form.WIRE);
            var behind = Unpooled.buffer();
            for (var part : List.of(wire.substring(0, cut), wire.substring(cut))) {
                parts.take(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1), behind);
            }
            parts.end(behind);
            assertTrue(parts.hasSection());
            assertEquals(section, new String(parts.section(), StandardCharsets.ISO_8859_1), "cut at " + cut);
            assertEquals(rest, behind.toString(StandardCharsets.ISO_8859_1), "cut at " + cut);
        }
    }
}
