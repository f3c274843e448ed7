package io.postern.smtp;

import io.postern.smtp.CommandParser.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** RFC 3030 §2. */
class BdatParsingTest {

    @ParameterizedTest
    @CsvSource({"BDAT 0,0,false", "BDAT 0 LAST,0,true", "bdat 86000,86000,false", "BDAT 324 last,324,true", "BDAT 007 ,7,false",
        "BDAT 999999999999999999,999999999999999999,false"})
    void sizesAreRead(String line, long octets, boolean last) {
        assertEquals(new Command.Bdat(octets, last), Lines.command(line));
    }

    /** What follows cannot be told from commands. */
    @ParameterizedTest
    @ValueSource(strings = {"BDAT", "BDAT ", "BDAT LAST", "BDAT -1", "BDAT +1", "BDAT 1x", "BDAT 1 LASTS", "BDAT 1 FIRST",
        "BDAT 1  LAST", "BDAT  1", "BDAT 1000000000000000000", "BDAT 18446744073709551617 LAST", "BDAT 0x10", "BDAT 1,0", "BDAT 1\tLAST",
        "BDAT 1\0", "BDAT \u0661"})
    void withoutASizeTheSessionIsDerailed(String line) {
        assertEquals(new Parsed.Derailed(Replies.BAD_CHUNK_SIZE), CommandParser.parse(line, Lines.ALL));
    }

    @Test
    void aLineThatIsTooLongDerailsOnlyAsBdat() {
        assertInstanceOf(Parsed.Derailed.class, CommandParser.parse("BDAT 1" + " ".repeat(600), Lines.ALL));
        assertEquals("500 5.5.2", Lines.refusal("NOOP" + " ".repeat(600)));
    }

    @Test
    void everyCutHasAnAnswer() {
        Lines.cutEverywhere("BDAT 1234567890 LAST");
    }

    @Test
    void binaryIsTakenWhereItIsOffered() {
        var mail = (Command.Mail) Lines.command("MAIL FROM:<> BODY=binarymime");
        assertEquals(BodyType.BINARY_MIME, mail.parameters().body().orElseThrow());
    }

    /** RFC 5321 §4.5.3.1.4 and the extensions' own additions, each to the octet. */
    @ParameterizedTest
    @CsvSource({"'NOOP ',512,512", "'VRFY ',522,522", "'MAIL ',570,686", "'RCPT ',512,1048", "'EHLO ',512,512"})
    void linesHaveTheLengthThatTheirExtensionsAllow(String verb, int plain, int withDsn) {
        for (int limit : new int[] {plain, withDsn}) {
            var offer = limit == plain && plain != withDsn ? Offer.PLAIN : Lines.ALL;
            assertEquals(false, isTooLong(verb + "x".repeat(limit - 2 - verb.length()), offer));
            assertEquals(true, isTooLong(verb + "x".repeat(limit - 1 - verb.length()), offer));
        }
    }

    private static boolean isTooLong(String line, Offer offer) {
        return CommandParser.parse(line, offer).equals(new Parsed.Bad(Replies.LINE_TOO_LONG));
    }
}
