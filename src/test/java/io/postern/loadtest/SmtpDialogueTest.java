package io.postern.loadtest;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each scenario is the replies of a server, and what the client makes of them. */
class SmtpDialogueTest {

    private static final Domain TEST = Domain.parse("x.test").orElseThrow();
    private static final LoadMessage MESSAGE = new LoadMessage(new MessageId(1), new Mailbox("a", TEST),
            List.of(new Mailbox("b", TEST)), true, Unpooled.copiedBuffer("the body\r\n.\r\n", US_ASCII));
    private static final LoadMessage FOR_TWO = new LoadMessage(new MessageId(1), new Mailbox("a", TEST),
            List.of(new Mailbox("b", TEST), new Mailbox("c", TEST)), false, MESSAGE.octets());

    @Test
    void oneCommandAtATimeWithoutPipelining() {
        assertEquals(List.of("EHLO me", "ready", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "body",
                "answered 250 2.0.0 taken, after the dot: true"),
                play("220 hi", "250 here", "250 2.1.0 OK", "250 2.1.5 OK", "354 go", "250 2.0.0 taken"));
    }

    @Test
    void theEnvelopeAtOnceWithPipelining() {
        assertEquals(List.of("EHLO me", "ready", "MAIL FROM:<a@x.test>|RCPT TO:<b@x.test>|DATA", "body",
                "answered 451 4.4.2 lost, after the dot: true"),
                play("220 hi", "250-here", "250 PIPELINING", "250 OK", "250 OK", "354 go", "451 4.4.2 lost"));
    }

    @Test
    void aRefusalIsAnsweredWhenTheSessionIsCleanAgain() {
        assertEquals(List.of("EHLO me", "ready", "MAIL FROM:<a@x.test>|RCPT TO:<b@x.test>|DATA", "RSET",
                "answered 550 5.1.1 nobody, after the dot: false"),
                play("220 hi", "250-here", "250 PIPELINING", "250 OK", "550 5.1.1 nobody", "503 5.5.1 no", "250 OK"));
    }

    @Test
    void noDotAfterARefusalEvenIfInvited() {
        assertEquals("broken: 354 although refused: 550 5.1.1 nobody",
                play("220 hi", "250-here", "250 PIPELINING", "250 OK", "550 5.1.1 nobody", "354 go").getLast());
    }

    @Test
    void sizeAndBodyTypeAreSaidWhereTheyAreUnderstood() {
        assertEquals("MAIL FROM:<a@x.test> SIZE=13 BODY=8BITMIME",
                play("220 hi", "250-here", "250-SIZE 1000", "250 8BITMIME").getLast());
    }

    @Test
    void everyRecipientIsNamedAndAnswered() {
        assertEquals("MAIL FROM:<a@x.test>|RCPT TO:<b@x.test>|RCPT TO:<c@x.test>|DATA",
                play(new SmtpDialogue("me", false), FOR_TWO, "220 hi", "250-here", "250 PIPELINING").getLast());
        assertEquals(List.of("RCPT TO:<b@x.test>", "RCPT TO:<c@x.test>", "DATA", "body"),
                play(new SmtpDialogue("me", false), FOR_TWO, "220 hi", "250 here", "250 OK", "250 OK", "250 OK", "354 go")
                        .subList(3, 7));
    }

    @Test
    void oneRefusedRecipientRefusesTheMessage() {
        assertEquals("answered 550 5.1.1 nobody, after the dot: false",
                play(new SmtpDialogue("me", false), FOR_TWO, "220 hi", "250-here", "250 PIPELINING", "250 OK", "250 OK",
                        "550 5.1.1 nobody", "503 5.5.1 no", "250 OK").getLast());
    }

    @Test
    void noMailWithoutTlsWhereItIsDemanded() {
        assertEquals("broken: no STARTTLS", play(new SmtpDialogue("me", true), MESSAGE, "220 hi", "250 here").getLast());
        assertEquals(List.of("STARTTLS", "encrypt EHLO me", "ready"),
                play(new SmtpDialogue("me", true), MESSAGE, "220 hi", "250-here", "250 STARTTLS", "220 go", "250 STARTTLS")
                        .subList(1, 4));
    }

    @Test
    void goneAtAnyMoment() {
        for (int replies = 0; replies <= 5; replies++) {
            var course = List.of("220 hi", "250 here", "250 OK", "250 OK", "354 go");
            var script = new ArrayList<>(course.subList(0, replies));
            script.add("421 4.3.2 closing");
            assertEquals("broken: 421 4.3.2 closing", play(script.toArray(String[]::new)).getLast());
        }
    }

    private static List<String> play(String... lines) {
        return play(new SmtpDialogue("me", false), MESSAGE, lines);
    }

    private static List<String> play(SmtpDialogue dialogue, LoadMessage message, String... lines) {
        var replies = new ReplyParser();
        var seen = new ArrayList<String>();
        for (var line : lines) {
            replies.next(Unpooled.copiedBuffer(line + "\r\n", US_ASCII)).ifPresent(parsed -> {
                var reply = ((ParsedReply.Complete) parsed).reply();
                switch (dialogue.reply(reply)) {
                    case SmtpDialogue.Step.Wait() -> { }
                    case SmtpDialogue.Step.Write(var commands) -> seen.add(text(commands));
                    case SmtpDialogue.Step.Encrypt() -> seen.add("encrypt " + text(dialogue.encrypted()));
                    case SmtpDialogue.Step.WriteBody() -> seen.add("body");
                    case SmtpDialogue.Step.Ready() -> seen.addAll(List.of("ready", text(dialogue.begin(message))));
                    case SmtpDialogue.Step.Answered(var answer, var afterDot) ->
                        seen.add("answered " + answer + ", after the dot: " + afterDot);
                    case SmtpDialogue.Step.Broken(var why) -> seen.add("broken: " + why);
                }
            });
        }
        return seen;
    }

    private static String text(String commands) {
        return commands.strip().replace("\r\n", "|");
    }
}
