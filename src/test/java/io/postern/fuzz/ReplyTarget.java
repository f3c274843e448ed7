package io.postern.fuzz;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;
import io.postern.wire.ReplyWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A next hop's replies are the same over any split, and whatever it says, what we pass on is one reply of ours. */
final class ReplyTarget {

    private ReplyTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var pieces = Pieces.of(input);
        var replies = parsed(pieces.cut());
        assertEquals(parsed(Pieces.of(pieces.octets(), 0).cut()), replies);
        for (var reply : replies) {
            if (reply instanceof ParsedReply.Complete(Reply said)) {
                passOn(said);
            }
        }
    }

    private static List<ParsedReply> parsed(List<ByteBuf> pieces) {
        var parser = new ReplyParser();
        var replies = new ArrayList<ParsedReply>();
        for (var piece : pieces) {
            for (var next = parser.next(piece); next.isPresent(); next = parser.next(piece)) {
                replies.add(next.get());
                if (next.get() instanceof ParsedReply.Babble) {
                    return replies;
                }
            }
            assertFalse(piece.isReadable(), "the parser leaves octets of an unfinished reply");
        }
        return replies;
    }

    private static void passOn(Reply said) {
        assertTrue(said.text().chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0), said.text());
        if (said.code() < 400) {
            return;
        }
        for (var reply : List.of(Replies.passedOn("hop.test", said),
                Replies.because(Replies.NEXT_HOP_PROTOCOL, "hop.test", said))) {
            var wire = Unpooled.buffer();
            ReplyWriter.write(reply, wire);
            var text = wire.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
            // RFC 5321 §4.5.3.1.5
            assertTrue(text.lines().allMatch(line -> line.length() <= 510), text);
            var heard = parsed(List.of(wire));
            assertEquals(1, heard.size(), text);
            var complete = (ParsedReply.Complete) heard.getFirst();
            assertEquals(reply.code(), complete.reply().code());
            assertEquals(reply.status(), complete.reply().status(), text);
        }
    }
}
