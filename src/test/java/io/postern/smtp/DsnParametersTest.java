package io.postern.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** RFC 3461 §4. */
class DsnParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', nullValues = "-", textBlock = """
            NOTIFY=NEVER                          ~ NEVER               ~ -
            notify=success,Failure,DELAY          ~ DELAY FAILURE SUCCESS ~ -
            NOTIFY=DELAY ORCPT=rfc822;Bob@b.example ~ DELAY             ~ rfc822;Bob@b.example
            ORCPT=rfc822;a+2Bb@b.example          ~ -                   ~ rfc822;a+2Bb@b.example
            orcpt=X-400;c+3Dde                    ~ -                   ~ X-400;c+3Dde
            ORCPT=utf-8;a\\x{FC}@b.example        ~ -                   ~ utf-8;a\\x{FC}@b.example
            """)
    void recipientsAskForReports(String parameters, String notifications, String original) {
        var rcpt = (Command.Rcpt) Lines.command("RCPT TO:<a@b.example> " + parameters);
        var asked = rcpt.parameters().notifications().stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
        assertEquals(notifications == null ? "" : notifications, asked);
        assertEquals(Optional.ofNullable(original), rcpt.parameters().originalRecipient());
    }

    @Test
    void originalRecipientsMayBeUtf8() {
        var rcpt = (Command.Rcpt) Lines.command(Lines.utf8("RCPT TO:<a@b.example> ORCPT=utf-8;j\u00fcrgen@b.example"));
        assertEquals(Optional.of("utf-8;j\u00fcrgen@b.example"), rcpt.parameters().originalRecipient());
        assertEquals(false, rcpt.parameters().isAscii());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOTIFY=", "NOTIFY", "NOTIFY=NEVER,DELAY", "NOTIFY=DELAY,DELAY", "NOTIFY=DELAY,", "NOTIFY=,DELAY",
        "NOTIFY=SOMETIMES", "NOTIFY=DELAY NOTIFY=DELAY", "ORCPT=", "ORCPT=rfc822", "ORCPT=rfc822;", "ORCPT=;a", "ORCPT=a b;c",
        "ORCPT=rfc822;a=b", "ORCPT=rfc822;a+2", "ORCPT=rfc822;a+2b", "ORCPT=rfc822;a+00", "ORCPT=rfc822;a+0D+0A",
        "ORCPT=rfc822;\u00fc", "ORCPT=utf-8;\u00fc", "ORCPT=utf-8;\\x{D800}", "ORCPT=utf-8;\\x{110000}", "ORCPT=utf-8;\\x{0A}",
        "ORCPT=utf-8;\\x{", "ORCPT=utf-8;\\y", "ORCPT=utf-8;a+2B", "ORCPT=rfc822;a ORCPT=rfc822;a"})
    void whatIsNotWellFormedIsRefused(String parameters) {
        assertEquals("501 5.5.4", Lines.refusal("RCPT TO:<a@b.example> " + parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RET=", "RET", "RET=SOME", "RET=FULL RET=FULL", "ENVID=", "ENVID", "ENVID=a=b", "ENVID=a+0A",
        "ENVID=\u00fc", "ENVID=a ENVID=b"})
    void whatIsNotWellFormedInMailIsRefused(String parameters) {
        assertEquals("501 5.5.4", Lines.refusal("MAIL FROM:<a@b.example> " + parameters));
    }

    @Test
    void sendersAskForReports() {
        var mail = (Command.Mail) Lines.command("MAIL FROM:<a@b.example> RET=hdrs ENVID=QQ+2B314159 SIZE=1 PRDR");
        assertEquals(Optional.of(MailParameters.Ret.HDRS), mail.parameters().ret());
        assertEquals(Optional.of("QQ+2B314159"), mail.parameters().envelopeId());
        assertEquals(1, mail.parameters().size().orElseThrow());
        assertEquals(true, mail.parameters().prdr());
    }

    @Test
    void lengthsOfTheStandardAreKept() {
        Lines.command("MAIL FROM:<a@b.example> ENVID=" + "e".repeat(100));
        assertEquals("501 5.5.4", Lines.refusal("MAIL FROM:<a@b.example> ENVID=" + "e".repeat(101)));
        Lines.command("RCPT TO:<a@b.example> ORCPT=rfc822;" + "e".repeat(493));
        assertEquals("501 5.5.4", Lines.refusal("RCPT TO:<a@b.example> ORCPT=rfc822;" + "e".repeat(494)));
    }

    @Test
    void withoutAnOfferNoneIsKnown() {
        for (var parameter : Set.of("NOTIFY=NEVER", "ORCPT=rfc822;a", "NOTIFY=?")) {
            var parsed = CommandParser.parse("RCPT TO:<a@b.example> " + parameter, Offer.PLAIN);
            assertEquals(new CommandParser.Parsed.Bad(Replies.UNKNOWN_PARAMETER), parsed);
        }
    }

    @Test
    void everyCutHasAnAnswer() {
        Lines.cutEverywhere("RCPT TO:<a@b.example> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;a\\x{20AC}b");
        Lines.cutEverywhere("MAIL FROM:<a@b.example> RET=FULL ENVID=a+2Bb BODY=BINARYMIME PRDR SMTPUTF8");
    }
}
