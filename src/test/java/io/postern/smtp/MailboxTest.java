package io.postern.smtp;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Mailboxes as people write them. */
class MailboxTest {

    @Test
    void mailboxesAreReadAsTheyAreWritten() {
        for (var text : List.of("a@b.example", "\"a b\"@b.example", "a+b@[192.0.2.1]", "jürgen@bücher.example")) {
            assertEquals(text, Mailbox.parse(text).orElseThrow().toString());
        }
    }

    @Test
    void whatIsNoneIsNone() {
        for (var text : List.of("", "a", "@b.example", "a@", "postmaster", "a@b.example>", "<a@b.example>", "a@b.example x", "a\r\n@b.example",
                "a@b.example\r\nRSET", "@x.example:a@b.example", "a".repeat(65) + "@b.example")) {
            assertTrue(Mailbox.parse(text).isEmpty(), text);
        }
    }
}
