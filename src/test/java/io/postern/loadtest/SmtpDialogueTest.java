package io.postern.loadtest;

import java.util.ArrayList;
import java.util.List;

import io.postern.smtp.Domain;
import io.postern.smtp.Mailbox;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each scenario is the replies of a server, and what the client makes of them. */
class SmtpDialogueTest {

    private static final Domain TEST = Domain.parse("x.test").orElseThrow();
    private static final LoadMessage MESSAGE = new LoadMessage(new MessageId(1), false, new Mailbox("a", TEST),
            new Mailbox("b", TEST), Buffer.buffer("the body\r\n.\r\n"));

    @Test
    void oneCommandAtATimeWithoutPipelining() {
        assertEquals(List.of("EHLO me", "ready", "MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "DATA", "the body|.",
                "answered 250 2.0.0 taken, after the dot: true"),
                play("220 hi", "250 here", "250 2.1.0 OK", "250 2.1.5 OK", "354 go", "250 2.0.0 taken"));
    }

    @Test
    void theEnvelopeAtOnceWithPipelining() {
        assertEquals(List.of("EHLO me", "ready", "MAIL FROM:<a@x.test>|RCPT TO:<b@x.test>|DATA", "the body|.",
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
    void goneAtAnyMoment() {
        for (int replies = 0; replies <= 5; replies++) {
            var course = List.of("220 hi", "250 here", "250 OK", "250 OK", "354 go");
            var script = new ArrayList<>(course.subList(0, replies));
            script.add("421 4.3.2 closing");
            assertEquals("broken: 421 4.3.2 closing", play(script.toArray(String[]::new)).getLast());
        }
    }

    private static List<String> play(String... lines) {
        var dialogue = new SmtpDialogue("me");
        var replies = new ReplyLines();
        var seen = new ArrayList<String>();
        for (var line : lines) {
            replies.line(line).ifPresent(reply -> {
                switch (dialogue.reply(reply)) {
                    case SmtpDialogue.Step.Wait() -> { }
                    case SmtpDialogue.Step.Write(var octets) -> seen.add(text(octets));
                    case SmtpDialogue.Step.Ready() -> seen.addAll(List.of("ready", text(dialogue.begin(MESSAGE))));
                    case SmtpDialogue.Step.Answered(var answer, var afterDot) ->
                        seen.add("answered " + answer + ", after the dot: " + afterDot);
                    case SmtpDialogue.Step.Broken(var why) -> seen.add("broken: " + why);
                }
            });
        }
        return seen;
    }

    private static String text(Buffer octets) {
        return octets.toString().strip().replace("\r\n", "|");
    }
}
