package io.postern.loadtest;

import java.time.Duration;
import java.util.Optional;

import io.postern.smtp.Domain;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArrivingMessageTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anyCutGivesTheSameMessage(int number) {
        var test = Domain.parse("gen.postern.test").orElseThrow();
        var load = new Load(2, 1, 1, 300, 300, 2, test, test, Duration.ZERO, Duration.ZERO, 7);
        var message = new LoadMessages(load).message(new MessageId(number));
        var octets = Buffer.buffer().appendBuffer(message.octets()).appendString("MAIL FROM:<>\r\n");
        for (int cut = 0; cut <= octets.length(); cut++) {
            var arriving = new ArrivingMessage();
            int taken = arriving.take(octets.getBuffer(0, cut), 0);
            taken += arriving.take(octets.getBuffer(taken, octets.length()), 0);
            assertTrue(arriving.isComplete());
            assertEquals(message.octets().length(), taken);
            assertEquals(Optional.of(message.id().toString()), arriving.field(MessageId.FIELD));
            assertEquals(Optional.of(arriving.digest()), arriving.field(Digest.FIELD));
        }
    }

    @Test
    void onlyTheTrueTerminatorEndsIt() {
        for (var body : new String[] {"a\n.\n", "a\n.\r\n", "a\r.\r", "a\r\n.\r", "a\r.\r\n", "a\r\n.\n", "a\r\n..\r\n"}) {
            var arriving = new ArrivingMessage();
            arriving.take(Buffer.buffer(body), 0);
            assertFalse(arriving.isComplete(), () -> body);
        }
        var empty = new ArrivingMessage();
        empty.take(Buffer.buffer(".\r\n"), 0);
        assertTrue(empty.isComplete());
    }
}
