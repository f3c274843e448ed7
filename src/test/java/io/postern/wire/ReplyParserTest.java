package io.postern.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.netty.buffer.Unpooled;
import io.postern.smtp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class ReplyParserTest {

    private static List<ParsedReply> parse(String... parts) {
        var parser = new ReplyParser();
        var found = new ArrayList<ParsedReply>();
        for (var part : parts) {
            var octets = Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1);
            for (var next = parser.next(octets); next.isPresent(); next = parser.next(octets)) {
                found.add(next.get());
                if (next.get() instanceof ParsedReply.Babble) {
                    return found;
                }
            }
        }
        return found;
    }

    @Test
    void everyCutGivesTheSameReplies() {
        var text = "250\r\n250-sink\r\n250-SIZE 5\r\n250 \r\n550-5.1.1 no\r\n550 5.1.1 such\r\n354 go\r\n";
        var expected = List.<ParsedReply>of(
                new ParsedReply.Complete(Reply.of(250, "")),
                new ParsedReply.Complete(new Reply(250, Optional.empty(), List.of("sink", "SIZE 5", ""))),
                new ParsedReply.Complete(new Reply(550, Reply.of(550, "5.1.1", "x").status(), List.of("no", "such"))),
                new ParsedReply.Complete(Reply.of(354, "go")));
        assertEquals(expected, parse(text));
        for (int cut = 0; cut <= text.length(); cut++) {
            assertEquals(expected, parse(text.substring(0, cut), text.substring(cut)), "cut at " + cut);
        }
        assertEquals(expected, parse(text.split("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "25\r\n", "hello\r\n", "199 x\r\n", "600 x\r\n", "250x\r\n", "250 x\n", "250 x\ry\r\n",
        "250-a\r\n251 b\r\n", "HTTP/1.1 400 no\r\n", "250-a\r\nb\r\n"})
    void babble(String text) {
        assertInstanceOf(ParsedReply.Babble.class, parse(text).getLast());
        assertInstanceOf(ParsedReply.Babble.class, parse(text.split("")).getLast());
    }

    @Test
    void endlessLinesAndRepliesAreBabble() {
        assertEquals(1, parse("250 " + "x".repeat(ReplyParser.MAX_LINE_OCTETS - 4) + "\r\n").size());
        assertInstanceOf(ParsedReply.Babble.class, parse("250 " + "x".repeat(ReplyParser.MAX_LINE_OCTETS)).getFirst());
        assertInstanceOf(ParsedReply.Babble.class, parse("250-x\r\n".repeat(ReplyParser.MAX_LINES + 1)).getFirst());
    }

    @Test
    void controlCharactersNeverLeaveTheParser() {
        assertEquals(List.of(new ParsedReply.Complete(Reply.of(250, "a?b?"))), parse("250 a\u0000b\u007f\r\n"));
    }

    @Test
    void aStatusOfAnotherClassIsText() {
        assertEquals(List.of(new ParsedReply.Complete(Reply.of(450, "5.1.1 x"))), parse("450 5.1.1 x\r\n"));
    }
}
