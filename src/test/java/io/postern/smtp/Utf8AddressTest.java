package io.postern.smtp;

import java.util.Optional;
import java.util.Random;

import io.postern.smtp.CommandParser.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** RFC 6531 §3.3 to §3.5. */
class Utf8AddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            jürgen@example.com          ~ jürgen       ~ example.com           ~ example.com
            "jü rgen"@example.com       ~ "jü rgen"    ~ example.com           ~ example.com
            用户@例子.广告                ~ 用户          ~ 例子.广告              ~ xn--fsqu00a.xn--4rr70v
            a@BÜCHER.Example            ~ a            ~ bücher.example        ~ xn--bcher-kva.example
            a@mail.bücher.example       ~ a            ~ mail.bücher.example   ~ mail.xn--bcher-kva.example
            a@xn--bcher-kva.example     ~ a            ~ xn--bcher-kva.example ~ xn--bcher-kva.example
            δοκιμή@παράδειγμα.δοκιμή    ~ δοκιμή       ~ παράδειγμα.δοκιμή     ~ xn--hxajbheg2az3al.xn--jxalpdlp
            """)
    void addressesAreReadAndKeepTheirForm(String address, String localPart, String written, String name) {
        var rcpt = (Command.Rcpt) Lines.command(Lines.utf8("RCPT TO:<" + address + ">"));
        var mailbox = ((ForwardPath.To) rcpt.to()).mailbox();
        assertEquals(localPart, mailbox.localPart());
        assertEquals(localPart + "@" + written, mailbox.toString());
        assertEquals(name, mailbox.domain().name());
        var mail = (Command.Mail) Lines.command(Lines.utf8("MAIL FROM:<" + address + "> SMTPUTF8 SIZE=1"));
        assertEquals(Optional.of(mailbox), mail.from().mailbox());
    }

    @Test
    void bothFormsOfADomainAreOne() {
        var letters = Domain.parse("b\u00fccher.example").orElseThrow();
        var ascii = Domain.parse("XN--bcher-kva.example").orElseThrow();
        assertEquals(ascii, letters);
        assertEquals(ascii.hashCode(), letters.hashCode());
        assertFalse(letters.isAscii());
        assertTrue(ascii.isAscii());
        assertNotEquals(letters, Domain.parse("bucher.example").orElseThrow());
    }

    /** Each would lead to a host other than the one that is written, or to none. */
    @ParameterizedTest
    @ValueSource(strings = {"fa\u00df.example", "\u03b4\u03bf\u03c2.example", "a\u3002example", "\uff41.example",
        "b\u00fccher..example", ".b\u00fccher", "b\u00fc_cher.example", "-\u00fc.example", "\u200d.example", "\ud83d\ude00.example",
        "\u00e4\u0308.example\u0000", "u\u0308.example", "\u2024\u00fc.example", "[\u0661.2.3.4]"})
    void whatIsNoULabelIsNoDomain(String domain) {
        assertTrue(Domain.parse(domain).isEmpty(), domain);
    }

    @Test
    void withoutTheParameterSendersAreAscii() {
        assertEquals("553 5.6.7", Lines.refusal(Lines.utf8("MAIL FROM:<j\u00fcrgen@example.com>")));
        assertEquals("553 5.6.7", Lines.refusal(Lines.utf8("MAIL FROM:<a@b\u00fccher.example> SIZE=1")));
        Lines.command("MAIL FROM:<a@xn--bcher-kva.example> SIZE=1");
    }

    /** Overlong forms, surrogates, beyond the last character, cut sequences, ISO 8859-1, controls. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u00af", "\u00e0\u0080\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00c3", "\u00fc",
        "\u0080", "\u00ff", "\u00c2\u0085"})
    void onlyTrueUtf8IsTaken(String octets) {
        assertEquals("553 5.6.7", Lines.refusal("MAIL FROM:<" + octets + "@example.com> SMTPUTF8"));
        assertEquals("553 5.6.7", Lines.refusal("MAIL FROM:<a@" + octets + ".example> SMTPUTF8"));
        assertEquals("553 5.6.7", Lines.refusal("RCPT TO:<\"" + octets + "\"@example.com>"));
        assertEquals("553 5.6.7", Lines.refusal("VRFY " + octets + " SMTPUTF8"));
    }

    @Test
    void lengthsCountOctets() {
        Lines.command(Lines.utf8("RCPT TO:<" + "\u00fc".repeat(32) + "@example.com>"));
        assertEquals("501 5.1.3", Lines.refusal(Lines.utf8("RCPT TO:<" + "\u00fc".repeat(33) + "@example.com>")));
    }

    @Test
    void onlyAsciiIsQuotedByABackslash() {
        assertEquals("501 5.1.3", Lines.refusal(Lines.utf8("RCPT TO:<\"\\\u00fc\"@example.com>")));
        Lines.command(Lines.utf8("RCPT TO:<\"\\\"\u00fc\"@example.com>"));
    }

    @Test
    void vrfyMayBeUtf8WithTheParameter() {
        assertEquals(new Command.Vrfy("j\u00fcrgen SMTPUTF8"), Lines.command(Lines.utf8("VRFY j\u00fcrgen SMTPUTF8")));
        assertEquals("553 5.6.7", Lines.refusal(Lines.utf8("VRFY j\u00fcrgen")));
    }

    @Test
    void greetingsAreAscii() {
        assertEquals("501 5.5.4", Lines.refusal(Lines.utf8("EHLO b\u00fccher.example")));
    }

    @Test
    void everyCutHasAnAnswer() {
        Lines.cutEverywhere(Lines.utf8("MAIL FROM:<@b\u00fccher.example,@x:\"\u4f8b\"@\u4f8b\u5b50.example> SMTPUTF8 BODY=8BITMIME"));
        Lines.cutEverywhere(Lines.utf8("RCPT TO:<\u4f8b@\ud800\udf48.example>"));
    }

    @Test
    void noiseInADomainHasAnAnswer() {
        var random = new Random(6531);
        for (int round = 0; round < 20_000; round++) {
            var text = random.ints(1 + random.nextInt(8), 0, 0x3100).mapToObj(Character::toString)
                    .collect(java.util.stream.Collectors.joining());
            Domain.parse(text).ifPresent(domain ->
                    assertEquals(Domain.parse(domain.name()), Optional.of(domain), "A-label of " + text));
            assertTrue(CommandParser.parse(Lines.utf8("RCPT TO:<a@" + text + ">"), Lines.ALL) instanceof Parsed);
        }
    }
}
