package io.postern.fuzz;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Offer;
import io.postern.smtp.Reply;
import io.postern.wire.ReplyWriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Any line is a command or gets a refusal that can be said; what was understood is understood again when written anew. */
final class CommandTarget {

    private static final Offer EVERYTHING = new Offer(true, true);

    private CommandTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var line = Pieces.text(input);
        check(CommandParser.parse(line, Offer.PLAIN));
        var parsed = CommandParser.parse(line, EVERYTHING);
        assertEquals(parsed, CommandParser.parse(line, EVERYTHING));
        check(parsed);
    }

    private static void check(CommandParser.Parsed parsed) {
        switch (parsed) {
            case CommandParser.Parsed.Derailed derailed -> checkRefusal(derailed.reply());
            case CommandParser.Parsed.Bad bad -> checkRefusal(bad.reply());
            case CommandParser.Parsed.Ok ok -> check(ok.command());
        }
    }

    private static void checkRefusal(Reply reply) {
        assertTrue(reply.code() >= 400, () -> "a refusal: " + reply);
        ReplyWriter.write(reply, Unpooled.buffer());
    }

    private static void check(Command command) {
        switch (command) {
            case Command.Ehlo ehlo -> assertName(ehlo.name());
            case Command.Helo helo -> assertName(helo.name());
            case Command.Mail mail -> {
                assertPrintable(mail.from().toString());
                var again = (Command.Mail) again("MAIL FROM:" + mail.from() + " SMTPUTF8");
                assertEquals(mail.from(), again.from());
                mail.parameters().size().ifPresent(size -> assertTrue(size >= 0));
            }
            case Command.Rcpt rcpt -> {
                var path = switch (rcpt.to()) {
                    case ForwardPath.To to -> '<' + to.mailbox().toString() + '>';
                    case ForwardPath.Postmaster _ -> "<Postmaster>";
                };
                assertPrintable(path);
                assertEquals(rcpt.to(), ((Command.Rcpt) again("RCPT TO:" + path)).to());
            }
            case Command.Bdat bdat -> assertTrue(bdat.octets() >= 0 && bdat.octets() < 1L << 60);
            default -> { }
        }
    }

    private static Command again(String line) {
        var octets = Pieces.text(line.getBytes(StandardCharsets.UTF_8));
        return ((CommandParser.Parsed.Ok) CommandParser.parse(octets, EVERYTHING)).command();
    }

    private static void assertName(String name) {
        assertPrintable(name);
        assertTrue(!name.isEmpty() && name.indexOf(' ') < 0 && name.length() <= 255, name);
    }

    private static void assertPrintable(String text) {
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c != 0x7F), text);
    }
}
