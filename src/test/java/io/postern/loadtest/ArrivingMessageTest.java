package io.postern.loadtest;

import java.time.Duration;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.smtp.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArrivingMessageTest {

    /** With an attachment, EICAR and GTUBE, so that every part of a message is cut. */
    private static Load load(double share) {
        var test = Domain.parse("gen.postern.test").orElseThrow();
        var all = new Share(share);
        var mix = new MessageMix(new Quantity.Fixed(300), new Quantity.Fixed(1), all, all, all, all);
        return new Load("r1", new Pace.Closed(1, Duration.ofSeconds(1)), Duration.ZERO, mix, 1, 1, test, test,
                Load.Retries.QUICK, Duration.ofSeconds(1), Guise.PLAIN, 7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void anyCutGivesTheSameMessage(double share) {
        var message = new LoadMessages(load(share)).message(new MessageId(3));
        var octets = Unpooled.wrappedBuffer(message.octets(), Unpooled.copiedBuffer("MAIL FROM:<>\r\n", US_ASCII));
        int whole = octets.readableBytes() - "MAIL FROM:<>\r\n".length();
        for (int cut = 0; cut <= octets.readableBytes(); cut++) {
            var arriving = new ArrivingMessage();
            var first = octets.slice(0, cut);
            arriving.take(first);
            var second = octets.slice(first.readerIndex(), octets.readableBytes() - first.readerIndex());
            arriving.take(second);
            assertTrue(arriving.isComplete());
            assertEquals(whole, arriving.octets());
            assertEquals(whole, first.readerIndex() + second.readerIndex());
            assertEquals(Optional.of("m000003.r1"), arriving.field(Stamp.FIELD));
            assertEquals(Optional.of(arriving.digest()), arriving.field(Digest.FIELD));
        }
        octets.release();
    }

    @Test
    void aChangedOctetChangesTheDigest() {
        var message = new LoadMessages(load(0)).message(new MessageId(3));
        var octets = message.octets().copy();
        message.octets().release();
        octets.setByte(octets.readableBytes() - 20, '#');
        var arriving = take(octets);
        assertTrue(arriving.isComplete());
        assertFalse(arriving.field(Digest.FIELD).equals(Optional.of(arriving.digest())));
    }

    @Test
    void onlyTheTrueTerminatorEndsIt() {
        for (var body : new String[] {"a\n.\n", "a\n.\r\n", "a\r.\r", "a\r\n.\r", "a\r.\r\n", "a\r\n.\n", "a\r\n..\r\n"}) {
            assertFalse(take(Unpooled.copiedBuffer(body, US_ASCII)).isComplete(), () -> body);
        }
        assertTrue(take(Unpooled.copiedBuffer(".\r\n", US_ASCII)).isComplete());
    }

    private static ArrivingMessage take(ByteBuf octets) {
        var arriving = new ArrivingMessage();
        arriving.take(octets);
        octets.release();
        return arriving;
    }
}
