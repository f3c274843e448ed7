package io.postern.smtp;

import java.util.Optional;
import java.util.OptionalLong;

import io.postern.smtp.CommandParser.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class CommandParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            RCPT TO:<a@b.example>                                  ~ a             ~ b.example
            rcpt to:<a@B.Example>                                  ~ a             ~ b.example
            RCPT TO: <a@b.example>                                 ~ a             ~ b.example
            RCPT TO:<Joe.Q-1+x@b.example>                          ~ Joe.Q-1+x     ~ b.example
            RCPT TO:<a%c.example@b.example>                        ~ a%c.example   ~ b.example
            RCPT TO:<c.example!a@b.example>                        ~ c.example!a   ~ b.example
            RCPT TO:<"a@c.example"@b.example>                      ~ "a@c.example" ~ b.example
            RCPT TO:<"a b>"@b.example>                             ~ "a b>"        ~ b.example
            RCPT TO:<"a\\"b\\\\"@b.example>                        ~ "a\\"b\\\\"   ~ b.example
            RCPT TO:<""@b.example>                                 ~ ""            ~ b.example
            RCPT TO:<a@[192.0.2.1]>                                ~ a             ~ [192.0.2.1]
            RCPT TO:<a@[IPv6:2001:db8::1]>                         ~ a             ~ [IPv6:2001:db8::1]
            RCPT TO:<@x.example,@y.example:a@b.example>            ~ a             ~ b.example
            RCPT TO:<@[192.0.2.1]:a@b.example>                     ~ a             ~ b.example
            RCPT TO:<postmaster@b.example>                         ~ postmaster    ~ b.example
            """)
    void recipientsAreTakenAsWritten(String line, String localPart, String domain) {
        assertEquals(new Command.Rcpt(new ForwardPath.To(new Mailbox(localPart, new Domain(domain))), RcptParameters.NONE), command(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<>", "RCPT TO:<a>", "RCPT TO:a@b.example", "RCPT TO:<a@b.example", "RCPT TO:<a@>",
        "RCPT TO:<@b>",
        "RCPT TO:<a@b@c>", "RCPT TO:<.a@b>", "RCPT TO:<a.@b>", "RCPT TO:<a..b@c>", "RCPT TO:<a b@c>", "RCPT TO:<\"a@b>",
        "RCPT TO:<\"a\"b@c>", "RCPT TO:<a@-b>", "RCPT TO:<a@b.>", "RCPT TO:<a@[1.2.3]>", "RCPT TO:<a@[::1]>",
        "RCPT TO:<@x:>", "RCPT TO:<a@[127.1]>",
        "RCPT TO:<@x,y:a@b>", "RCPT TO:<@x a@b>", "RCPT TO:  <a@b>", "RCPT TO:<a@b>x", "RCPT TO:", "RCPT TO:<",
        "RCPT TO:<a@b>>",
        "RCPT TO:<a@[1.2.3.4]x>", "RCPT TO:<\"a\\"})
    void whatIsNoRecipientIsRefusedAsSuch(String line) {
        assertEquals(Replies.BAD_RECIPIENT, refusal(line));
    }

    @Test
    void limitsOfTheStandardAreKept() {
        var local = "l".repeat(64);
        assertInstanceOf(Command.Rcpt.class, command("RCPT TO:<" + local + "@b.example>"));
        assertEquals(Replies.BAD_RECIPIENT, refusal("RCPT TO:<" + local + "l@b.example>"));
        var route = "@" + "x.".repeat(100) + "x:";
        assertInstanceOf(Command.Rcpt.class, command("RCPT TO:<" + route + "l".repeat(41) + "@b.example>"));
        assertEquals(Replies.BAD_RECIPIENT, refusal("RCPT TO:<" + route + "l".repeat(42) + "@b.example>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<postmaster>", "rcpt to:<POSTmaster>", "RCPT TO: <Postmaster>"})
    void postmasterNeedsNoDomain(String line) {
        assertEquals(new Command.Rcpt(new ForwardPath.Postmaster(), RcptParameters.NONE), command(line));
    }

    @Test
    void sendersHaveParameters() {
        assertEquals(new Command.Mail(ReversePath.NULL, MailParameters.NONE), command("MAIL FROM:<>"));
        var parameters = new MailParameters(OptionalLong.of(1000), Optional.of(BodyType.EIGHT_BIT_MIME), false);
        assertEquals(new Command.Mail(sender(), parameters),
                command("mail from:<a@b.example> size=1000 Body=8bitMime  "));
        var endless = new MailParameters(OptionalLong.of(Long.MAX_VALUE), Optional.empty(), false);
        assertEquals(new Command.Mail(sender(), endless),
                command("MAIL FROM: <@x.example:a@b.example> SIZE=99999999999999999999"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            MAIL FROM:<a>                         ~ 501 5.1.7
            MAIL FROM:<postmaster>                ~ 501 5.1.7
            MAIL FROM:<a@b>SIZE=1                 ~ 501 5.1.7
            MAIL                                  ~ 501 5.5.4
            MAIL TO:<a@b>                         ~ 501 5.5.4
            MAIL FROM <a@b>                       ~ 501 5.5.4
            MAIL FROM:<a@b> SIZE=                 ~ 501 5.5.4
            MAIL FROM:<a@b> SIZE=-1               ~ 501 5.5.4
            MAIL FROM:<a@b> SIZE=1 SIZE=1         ~ 501 5.5.4
            MAIL FROM:<a@b> SIZE=123456789012345678901 ~ 501 5.5.4
            MAIL FROM:<a@b> BODY=9BIT             ~ 501 5.5.4
            MAIL FROM:<a@b> BODY=7BIT BODY=7BIT   ~ 501 5.5.4
            MAIL FROM:<a@b> BODY=BINARYMIME       ~ 555 5.5.4
            MAIL FROM:<a@b> SMTPUTF8=1            ~ 501 5.5.4
            MAIL FROM:<a@b> SMTPUTF8 smtputf8     ~ 501 5.5.4
            MAIL FROM:<a@b> PRDR=                 ~ 501 5.5.4
            MAIL FROM:<a@b> RET=FULL              ~ 555 5.5.4
            MAIL FROM:<a@b> ENVID=x               ~ 555 5.5.4
            RCPT TO:<a@b> ORCPT=rfc822;a          ~ 555 5.5.4
            MAIL FROM:<a@b> AUTH=<>               ~ 555 5.5.4
            MAIL FROM:<a@b> =                     ~ 501 5.5.4
            RCPT TO:<a@b> NOTIFY=NEVER            ~ 555 5.5.4
            RCPT FROM:<a@b>                       ~ 501 5.5.4
            MAIL FROM:<\u00e4@b>                  ~ 553 5.6.7
            MAIL FROM:<a@\u00e4.example>          ~ 553 5.6.7
            RCPT TO:<"\u00e4"@b>                  ~ 553 5.6.7
            EHLO                                  ~ 501 5.5.4
            EHLO a b                              ~ 501 5.5.4
            HELO \u00e4                           ~ 501 5.5.4
            DATA now                              ~ 501 5.5.4
            RSET x                                ~ 501 5.5.4
            QUIT x                                ~ 501 5.5.4
            STARTTLS x                            ~ 501 5.5.4
            VRFY                                  ~ 501 5.5.4
            AUTH PLAIN                            ~ 502 5.5.1
            GET / HTTP/1.1                        ~ 500 5.5.1
            MAILFROM:<a@b>                        ~ 500 5.5.1
            """)
    void eachFaultHasItsCode(String line, String code) {
        assertEquals(code, refusal(line).code() + " " + refusal(line).status().orElseThrow());
    }

    @Test
    void emptyLinesAndControlCharactersAreRefused() {
        assertEquals(Replies.UNKNOWN_COMMAND, refusal(""));
        for (var control : new String[] {"\0", "\r", "\n", "\t", "\u007f"}) {
            assertEquals(Replies.CONTROL_CHARACTERS, refusal("RCPT TO:<\"a" + control + "\"@b>"));
            assertEquals(Replies.CONTROL_CHARACTERS, refusal("NOOP" + control));
        }
    }

    @Test
    void simpleCommandsAreKnownInAnyCase() {
        assertEquals(new Command.Ehlo("[IPv6:::1]"), command("ehlo [IPv6:::1] "));
        assertEquals(new Command.Helo("under_score"), command("HELO under_score"));
        assertEquals(new Command.Data(), command("data "));
        assertEquals(new Command.Noop(), command("NOOP whatever"));
        assertEquals(new Command.Vrfy("some one"), command("VRFY some one"));
        assertEquals(new Command.StartTls(), command("StartTLS"));
        assertEquals(new Command.Help(), command("HELP MAIL"));
    }

    /** No cut of a good line may raise anything but an answer. */
    @Test
    void everyCutOfALineHasAnAnswer() {
        var line = "MAIL FROM:<@x,@[1.2.3.4]:\"a\\\" b\"@[IPv6:::1]> SIZE=1 BODY=7BIT";
        for (int i = 0; i <= line.length(); i++) {
            CommandParser.parse(line.substring(0, i), Offer.PLAIN);
            CommandParser.parse("RCPT TO:" + line.substring(Math.min(10, i), i), Offer.PLAIN);
        }
    }

    private static ReversePath sender() {
        return ReversePath.of(new Mailbox("a", new Domain("b.example")));
    }

    private static Command command(String line) {
        return assertInstanceOf(Parsed.Ok.class, CommandParser.parse(line, Offer.PLAIN), line).command();
    }

    private static Reply refusal(String line) {
        return assertInstanceOf(Parsed.Bad.class, CommandParser.parse(line, Offer.PLAIN), line).reply();
    }
}
