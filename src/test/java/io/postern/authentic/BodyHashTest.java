package io.postern.authentic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** RFC 6376 §3.4.3 and §3.4.4; {@code ~} stands for CRLF, {@code _} for a space, {@code ^} for a tab. */
class BodyHashTest {

    private static byte[] octets(String text) {
        return text.replace("~", "\r\n").replace('_', ' ').replace('^', '\t').getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hash(byte[] body, BodyHash.Form form, int cut) {
        var hash = new BodyHash(form);
        hash.update(body, cut);
        var rest = Arrays.copyOfRange(body, cut, body.length);
        hash.update(rest, rest.length);
        return hash.finish();
    }

    @ParameterizedTest
    @CsvSource({
            "'', ~, ''", "~~~, ~, ''", "a, a~, a~", "a~, a~, a~", "a~~~, a~, a~", "a~~b~, a~~b~, a~~b~",
            "_C_~D_^_E~~~, _C_~D_^_E~, _C~D_E~", "__~, __~, ''", "a~_~~, a~_~, a~", "a__b, a__b~, a_b~", "a_, a_~, a~"})
    void canonicalFormsWhereverTheBodyIsCut(String body, String simple, String relaxed) {
        var octets = octets(body);
        for (int cut = 0; cut <= octets.length; cut++) {
            assertArrayEquals(Digests.sha256().digest(octets(simple)), hash(octets, new BodyHash.Form(false, Long.MAX_VALUE), cut));
            assertArrayEquals(Digests.sha256().digest(octets(relaxed)), hash(octets, new BodyHash.Form(true, Long.MAX_VALUE), cut));
        }
    }

    @Test
    void aLoneCarriageReturnIsContent() {
        var octets = "a\rb\r\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(Digests.sha256().digest("a\rb\r\r\n".getBytes(StandardCharsets.ISO_8859_1)),
                hash(octets, new BodyHash.Form(true, Long.MAX_VALUE), 2));
    }

    @Test
    void theLimitCountsTheCanonicalForm() {
        var hash = new BodyHash(new BodyHash.Form(true, 3));
        var octets = octets("a___bcd~");
        hash.update(octets, octets.length);
        assertArrayEquals(Digests.sha256().digest(octets("a_b")), hash.finish());
        assertEquals(7, hash.octets());
    }
}
