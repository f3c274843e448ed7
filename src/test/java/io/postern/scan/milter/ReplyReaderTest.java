package io.postern.scan.milter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.netty.buffer.Unpooled;
import io.postern.scan.milter.FilterReply.Broken;
import io.postern.scan.milter.FilterReply.Plain;
import io.postern.smtp.EnhancedStatus;
import io.postern.smtp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.postern.world.FakeMilter.both;
import static io.postern.world.FakeMilter.packet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class ReplyReaderTest {

    private static final byte[] ALL = both(
            packet('O', new byte[] {0, 0, 0, 6, 0, 0, 1, -1, 0, 0x1F, -1, -1, 0, 0, 0, 2, 'i', ' ', '{', 'x', '}', 0, 0, 0, 0, 5, 0}),
            packet('c'), packet('a'), packet('d'), packet('f'), packet('p'), packet('r'), packet('s'), packet('t'), packet('4'),
            packet('y', "550 5.7.1 a 100%% no"),
            packet('y', "450-4.7.1 one\r\n450 4.7.1 two"),
            packet('y', "421 4.3.2 gone"),
            packet('h', "X-A", " 1\n\t2"),
            packet('i', both(new byte[] {0, 0, 0, 1}, "X-B\0\0".getBytes())),
            packet('m', both(new byte[] {0, 0, 0, 2}, "X-C\0v\0".getBytes())),
            packet('q', "why"), packet('+', "<a@b>"), packet('2', "<a@b>", "NOTIFY=NEVER"), packet('-', "<c@d>"), packet('e', "<e@f>"));

    private static final List<FilterReply> MEANT = List.of(
            new FilterReply.Negotiated(new Agreement(6, Agreement.PROTOCOL, Map.of(2, List.of("i", "{x}"), 5, List.of()))),
            Plain.CONTINUE, Plain.ACCEPT, Plain.DISCARD, Plain.CONNECTION_FAILS, Plain.PROGRESS, Plain.REJECT, Plain.SKIP,
            Plain.TEMPFAIL, Plain.SHUTDOWN,
            new FilterReply.Code(Reply.of(550, "5.7.1", "a 100% no")),
            new FilterReply.Code(new Reply(450, EnhancedStatus.at("4.7.1"), List.of("one", "two"))),
            new FilterReply.Code(Reply.of(421, "4.3.2", "gone")),
            new FilterReply.AddHeader("X-A", " 1\n\t2"),
            new FilterReply.InsertHeader(1, "X-B", ""),
            new FilterReply.ChangeHeader(2, "X-C", "v"),
            new FilterReply.Quarantine("why"), new FilterReply.ChangeEnvelope("a recipient more: <a@b>"),
            new FilterReply.ChangeEnvelope("a recipient more: <a@b>"), new FilterReply.ChangeEnvelope("a recipient less: <c@d>"),
            new FilterReply.ChangeEnvelope("another sender: <e@f>"));

    @Test
    void everyReplyIsUnderstoodWhereverItIsCut() {
        for (int cut = 0; cut <= ALL.length; cut++) {
            var reader = new PacketReader();
            var replies = new ArrayList<FilterReply>();
            for (var part : List.of(Unpooled.wrappedBuffer(ALL, 0, cut), Unpooled.wrappedBuffer(ALL, cut, ALL.length - cut))) {
                for (var next = reader.next(part); next.isPresent(); next = reader.next(part)) {
                    replies.add(ReplyReader.of(next.get()));
                }
            }
            assertEquals(MEANT, replies, "cut at " + cut);
        }
    }

    @Test
    void anotherBodyComesInPartsAndCanBeEmpty() {
        var octets = both(packet('b', "line\r\n".repeat(50_000).getBytes()), packet('b', new byte[0]), packet('c'));
        for (int size : List.of(1_000, 7, octets.length)) {
            var reader = new PacketReader();
            var body = new StringBuilder();
            Optional<FilterReply> last = Optional.empty();
            for (int at = 0; at < octets.length; at += size) {
                var part = Unpooled.wrappedBuffer(octets, at, Math.min(size, octets.length - at));
                for (var next = reader.next(part); next.isPresent(); next = reader.next(part)) {
                    last = Optional.of(ReplyReader.of(next.get()));
                    if (last.get() instanceof FilterReply.ReplaceBody(var some)) {
                        body.append(new String(some));
                    }
                }
            }
            assertEquals("line\r\n".repeat(50_000), body.toString());
            assertEquals(Optional.of(Plain.CONTINUE), last);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 ok", "354 go", "550", "55", "nonsense", "550-one\r\n450 two", "550-never ends", "", "999 x"})
    void aCodeThatIsNoRefusalIsBabble(String text) {
        var reply = ReplyReader.of(new PacketReader.Packet('y', (text + '\0').getBytes()));
        if (text.equals("550")) {
            assertInstanceOf(FilterReply.Code.class, reply, "a code without words is one");
        } else {
            assertEquals(Broken.BABBLE, reply);
        }
    }

    /** On an event loop: a quarter of a MiB must not take longer for what stands in it. */
    @Test
    void lineEndsWithoutEndAreReadOnce() {
        var text = "550 no" + "\n".repeat(PacketReader.MAX_DATA_OCTETS - 10) + "x\0";
        assertTimeoutPreemptively(Duration.ofSeconds(10), () ->
                assertEquals(Broken.BABBLE, ReplyReader.of(new PacketReader.Packet('y', text.getBytes()))));
        assertEquals(new FilterReply.Code(Reply.of(550, "no")), ReplyReader.of(new PacketReader.Packet('y', "550 no\r\n\n\0".getBytes())));
    }

    @Test
    void whatIsNoPacketIsBabble() {
        for (var octets : List.of(new byte[] {0, 0, 0, 0, 'c'}, new byte[] {0x7F, 0, 0, 0, 'c'}, new byte[] {-1, -1, -1, -1, 'c'},
                new byte[] {0, 0, 0, 1, 0}, new byte[] {0, 4, 0, 2, 'h'}, "HTTP/1.1 200 OK\r\n".getBytes())) {
            assertEquals(Optional.of(Broken.BABBLE), new PacketReader().next(Unpooled.wrappedBuffer(octets)).map(ReplyReader::of));
        }
    }

    @Test
    void dataThatDoesNotFitIsBabble() {
        for (var packet : List.of(
                new PacketReader.Packet('c', new byte[] {1}), new PacketReader.Packet('Z', new byte[0]),
                new PacketReader.Packet('h', "X-A\0no end".getBytes()), new PacketReader.Packet('h', "\0v\0".getBytes()),
                new PacketReader.Packet('h', "a\0b\0c\0".getBytes()), new PacketReader.Packet('q', new byte[0]),
                new PacketReader.Packet('i', new byte[] {0, 0}), new PacketReader.Packet('m', new byte[] {-1, 0, 0, 0, 'a', 0, 'b', 0}),
                new PacketReader.Packet('O', new byte[] {0, 0, 0, 6, 0, 0, 0, 0}),
                new PacketReader.Packet('O', new byte[] {0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0}),
                new PacketReader.Packet('O', new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}),
                new PacketReader.Packet('O', new byte[] {0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x'}))) {
            assertEquals(Broken.BABBLE, ReplyReader.of(packet), packet.command() + "");
        }
    }

    @Test
    void flagsThatWereNotOfferedAreNotAgreedOn() {
        var agreement = new Agreement(6, -1, Map.of());
        assertEquals(0, agreement.protocol() & 0x800, "refused recipients are not told");
        assertEquals(0, agreement.protocol() & 0x30000000, "larger pieces are not sent");
        assertArrayEquals(new Stage[] {Stage.END_OF_MESSAGE},
                Arrays.stream(Stage.values()).filter(agreement::wants).toArray(Stage[]::new));
    }
}
