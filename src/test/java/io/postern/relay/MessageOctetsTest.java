package io.postern.relay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.BodyTraits;
import io.postern.message.BodyWriter;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** Either form of a body by either carriage: the same octets wherever the input is cut. */
class MessageOctetsTest {

    private static final String CONTENT = ".a\r\n.\r\n..b\r\n\r.\r\nc.\r\n";
    private static final String WIRE = "..a\r\n..\r\n...b\r\n\r.\r\nc.\r\n";

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static Body body(Body.Form form, String octets, long contentOctets) {
        var writer = new BodyWriter(new BodyBudget(1 << 20, 1 << 20, 0, Path.of("/tmp")), vertx.getOrCreateContext());
        writer.append(buffer(octets));
        return form == Body.Form.WIRE ? writer.finish(0, contentOctets, false)
                : writer.finishContent(new BodyTraits(contentOctets, false, false, 3, octets.endsWith("\r\n")));
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String carried(Body body, Carriage carriage, String... slices) {
        var octets = new MessageOctets(body, carriage, UnpooledByteBufAllocator.DEFAULT);
        var out = new StringBuilder();
        for (var slice : slices) {
            var next = octets.of(buffer(slice));
            out.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        var end = octets.end();
        out.append(end.toString(StandardCharsets.ISO_8859_1));
        end.release();
        return out.append(octets.isExact() ? "" : "INEXACT").toString();
    }

    @ParameterizedTest
    @CsvSource({"WIRE,DATA", "WIRE,BDAT", "WIRE,ONE_FLIGHT", "CONTENT,DATA", "CONTENT,BDAT", "CONTENT,ONE_FLIGHT"})
    void cutAnywhere(Body.Form form, Carriage carriage) {
        var octets = form == Body.Form.WIRE ? WIRE : CONTENT;
        var expected = carriage == Carriage.DATA ? WIRE + ".\r\n" : CONTENT;
        var body = body(form, octets, CONTENT.length());
        for (int i = 0; i <= octets.length(); i++) {
            for (int j = i; j <= octets.length(); j++) {
                assertEquals(expected, carried(body, carriage,
                        octets.substring(0, i), octets.substring(i, j), octets.substring(j)));
            }
        }
        body.release();
    }

    @Test
    void aLastLineWithoutEndGetsOneBeforeTheDotOnly() {
        var body = body(Body.Form.CONTENT, "a\r\nb", 4);
        assertEquals("a\r\nb\r\n.\r\n", carried(body, Carriage.DATA, "a\r\nb"));
        assertEquals("a\r\nb", carried(body, Carriage.BDAT, "a\r\nb"));
        body.release();
    }

    @Test
    void aChunkOfAnotherLengthThanAnnouncedIsNotExact() {
        var body = body(Body.Form.CONTENT, "abc\r\n", 4);
        var octets = new MessageOctets(body, Carriage.BDAT, UnpooledByteBufAllocator.DEFAULT);
        octets.of(buffer("abc\r\n")).release();
        assertFalse(octets.isExact());
        body.release();
    }
}
