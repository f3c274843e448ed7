package io.postern.smtp;

import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static io.postern.smtp.Capabilities.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RepliesTest {

    @Test
    void eachReplyIsShortPrintableAndOfOneClass() throws IllegalAccessException {
        for (var field : Replies.class.getDeclaredFields()) {
            if (field.getType() == Reply.class && Modifier.isPublic(field.getModifiers())) {
                var reply = (Reply) field.get(null);
                assertTrue(reply.text().matches("[ -~]{1,80}"), field.getName());
                assertTrue(reply.status().isPresent() || reply.isIntermediate(), field.getName());
                reply.status().ifPresent(s -> assertEquals(reply.code() / 100, s.statusClass(), field.getName()));
            }
        }
    }

    @Test
    void aNextHopsWordsCannotSplitOrFloodOurReply() {
        var nasty = new Reply(550, Optional.empty(), List.of("no\r\n250 ok\u00e9\0", "x".repeat(9000)));
        var passed = Replies.passedOn("mx.example", nasty);
        assertEquals(new EnhancedStatus(5, 0, 0), passed.status().orElseThrow());
        assertEquals("mx.example said: no  250 ok? ", passed.lines().getFirst());
        assertEquals(400, passed.lines().get(1).length());
        var endless = new Reply(450, Optional.empty(), Collections.nCopies(100, "x"));
        assertEquals(20, Replies.passedOn("h", endless).lines().size());
    }

    @Test
    void aNextHopThatClosesDoesNotCloseOurConnection() {
        var passed = Replies.passedOn("h", Reply.of(421, "4.3.2", "closing"));
        assertEquals("451 4.3.2 h said: closing", passed.toString());
    }

    @Test
    void aStatusOfAnotherClassIsNotPassedOn() {
        assertEquals("4.0.0", Replies.passedOn("h", Reply.of(450, "5.1.1", "x")).status().orElseThrow().toString());
        assertEquals("5.1.1", Replies.passedOn("h", Reply.of(550, "5.1.1", "x")).status().orElseThrow().toString());
    }

    @Test
    void capabilitiesAreReadInAnyCaseAndSpelling() {
        var hop = Capabilities.parse(new Reply(250, Optional.empty(),
                List.of("PIPELINING", "pipelining", "SIZE 1000", "8BITMIME", "AUTH LOGIN", "STARTTLS", "", "SMTPUTF8")));
        assertEquals(new Capabilities(Set.of(Extension.PIPELINING, Extension.EIGHT_BIT_MIME, Extension.SMTP_UTF8,
                Extension.START_TLS, Extension.SIZE), OptionalLong.of(1000), UNLIMITED, UNLIMITED, Set.of()), hop);
        assertEquals(Capabilities.NONE, Capabilities.parse(Reply.of(250, "PIPELINING")));
        for (var unlimited : List.of("SIZE", "SIZE 0", "SIZE x", "SIZE=0")) {
            var size = Capabilities.parse(new Reply(250, Optional.empty(), List.of("h", unlimited)));
            assertTrue(size.has(Extension.SIZE) && size.size().isEmpty(), unlimited);
        }
    }

    @Test
    void limitsAndTheAttributesOfXclientAreRead() {
        var hop = Capabilities.parse(new Reply(250, Optional.empty(),
                List.of("h", "limits rcptmax=20 RCPTDOMAINMAX=1 MailMax=5", "XCLIENT NAME addr", "CHUNKING", "BINARYMIME")));
        assertEquals(new Capabilities(Set.of(Extension.LIMITS, Extension.XCLIENT, Extension.CHUNKING, Extension.BINARY_MIME),
                OptionalLong.empty(), 5, 20, Set.of("NAME", "ADDR")), hop);
        for (var none : List.of("LIMITS", "LIMITS RCPTMAX", "LIMITS RCPTMAX=0", "LIMITS RCPTMAX=x", "LIMITS =5")) {
            assertEquals(UNLIMITED, Capabilities.parse(new Reply(250, Optional.empty(), List.of("h", none))).rcptMax(), none);
        }
    }
}
