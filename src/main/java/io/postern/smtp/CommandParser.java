package io.postern.smtp;

import java.util.Locale;
import java.util.Optional;

/** Reads one command line (RFC 5321 §4.1.1). Pure: the same line always gives the same answer. */
public final class CommandParser {

    /** What a line turned out to be. */
    public sealed interface Parsed {

        record Ok(Command command) implements Parsed {
        }

        /** Not a command we take; {@code reply} says why. */
        record Bad(Reply reply) implements Parsed {
        }

        /** A BDAT whose size is unknown: what follows cannot be told from commands, {@code reply} is the last. */
        record Derailed(Reply reply) implements Parsed {
        }
    }

    private static final Parsed DERAILED = new Parsed.Derailed(Replies.BAD_CHUNK_SIZE);
    /** Far more than any message, and no overflow in sums. */
    private static final int MAX_CHUNK_DIGITS = 18;

    private static final String UTF8_PARAMETER = " SMTPUTF8";

    private static final Parsed DATA = new Parsed.Ok(new Command.Data());
    private static final Parsed RSET = new Parsed.Ok(new Command.Rset());
    private static final Parsed NOOP = new Parsed.Ok(new Command.Noop());
    private static final Parsed QUIT = new Parsed.Ok(new Command.Quit());
    private static final Parsed HELP = new Parsed.Ok(new Command.Help());
    private static final Parsed STARTTLS = new Parsed.Ok(new Command.StartTls());

    private CommandParser() {
    }

    /** {@code line} holds one octet per character (ISO 8859-1) and not the CRLF. */
    public static Parsed parse(String line, Offer offer) {
        if (CommandLength.isOver(line, offer)) {
            return refused(line, Replies.LINE_TOO_LONG);
        }
        if (hasControl(line)) {
            return refused(line, Replies.CONTROL_CHARACTERS);
        }
        // "SHOULD tolerate trailing white space before the terminating <CRLF>": RFC 5321 §4.1.1
        var text = line.stripTrailing();
        int space = text.indexOf(' ');
        var verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        var argument = space < 0 ? "" : text.substring(space + 1);
        return switch (verb) {
            case "HELO" -> greeting(argument).<Parsed>map(name -> new Parsed.Ok(new Command.Helo(name)))
                    .orElse(bad(Replies.HELO_NEEDS_NAME));
            case "EHLO" -> greeting(argument).<Parsed>map(name -> new Parsed.Ok(new Command.Ehlo(name)))
                    .orElse(bad(Replies.HELO_NEEDS_NAME));
            case "BDAT" -> bdat(argument);
            case "MAIL" -> mail(argument, offer);
            case "RCPT" -> rcpt(argument, offer);
            case "DATA" -> bare(argument, DATA);
            case "RSET" -> bare(argument, RSET);
            case "QUIT" -> bare(argument, QUIT);
            case "STARTTLS" -> bare(argument, STARTTLS);
            case "XCLIENT" -> XClientParser.parse(argument);
            case "NOOP" -> NOOP;
            case "HELP" -> HELP;
            case "VRFY" -> vrfy(argument.strip());
            case "EXPN", "TURN", "ETRN", "SEND", "SOML", "SAML", "AUTH" -> bad(Replies.NOT_IMPLEMENTED);
            default -> bad(Replies.UNKNOWN_COMMAND);
        };
    }

    private static Parsed bare(String argument, Parsed command) {
        return argument.isBlank() ? command : bad(Replies.NO_ARGUMENT_TAKEN);
    }

    private static Optional<String> greeting(String argument) {
        var name = argument.strip();
        var usable = !name.isEmpty() && name.length() <= Domain.MAX_OCTETS && name.indexOf(' ') < 0
                && Utf8.isAscii(name);
        return usable ? Optional.of(name) : Optional.empty();
    }

    private static Parsed mail(String argument, Offer offer) {
        if (!argument.regionMatches(true, 0, "FROM:", 0, 5)) {
            return bad(Replies.MAIL_SYNTAX);
        }
        return switch (path(argument, 5)) {
            case PathParser.Path.Address(Mailbox mailbox, int end) -> mail(ReversePath.of(mailbox), argument, end, offer);
            case PathParser.Path.Null(int end) -> mail(ReversePath.NULL, argument, end, offer);
            case PathParser.Path.Postmaster(int _) -> bad(Replies.BAD_SENDER);
            case PathParser.Path.NotUtf8() -> bad(Replies.SENDER_NOT_ASCII);
            case PathParser.Path.Bad() -> bad(Replies.BAD_SENDER);
        };
    }

    private static Parsed mail(ReversePath from, String argument, int end, Offer offer) {
        if (!endsPath(argument, end)) {
            return bad(Replies.BAD_SENDER);
        }
        return switch (MailParameterParser.parse(argument, end, offer)) {
            // RFC 6531 §3.5
            case MailParameterParser.Parameters.Ok ok when !ok.parameters().smtpUtf8() && !from.isAscii() ->
                    bad(Replies.SENDER_NOT_ASCII);
            case MailParameterParser.Parameters.Ok(MailParameters parameters) ->
                    new Parsed.Ok(new Command.Mail(from, parameters));
            case MailParameterParser.Parameters.Bad(Reply reply) -> bad(reply);
        };
    }

    private static Parsed rcpt(String argument, Offer offer) {
        if (!argument.regionMatches(true, 0, "TO:", 0, 3)) {
            return bad(Replies.RCPT_SYNTAX);
        }
        return switch (path(argument, 3)) {
            case PathParser.Path.Address(Mailbox mailbox, int end) -> rcpt(new ForwardPath.To(mailbox), argument, end, offer);
            case PathParser.Path.Postmaster(int end) -> rcpt(new ForwardPath.Postmaster(), argument, end, offer);
            case PathParser.Path.Null(int _) -> bad(Replies.BAD_RECIPIENT);
            case PathParser.Path.NotUtf8() -> bad(Replies.RECIPIENT_NOT_ASCII);
            case PathParser.Path.Bad() -> bad(Replies.BAD_RECIPIENT);
        };
    }

    private static Parsed rcpt(ForwardPath to, String argument, int end, Offer offer) {
        if (!endsPath(argument, end)) {
            return bad(Replies.BAD_RECIPIENT);
        }
        return switch (RcptParameterParser.parse(argument, end, offer)) {
            case RcptParameterParser.Parameters.Ok(RcptParameters parameters) ->
                    new Parsed.Ok(new Command.Rcpt(to, parameters));
            case RcptParameterParser.Parameters.Bad(Reply reply) -> bad(reply);
        };
    }

    /** RFC 3030 §2: {@code chunk-size [SP "LAST"]}. */
    private static Parsed bdat(String argument) {
        int end = 0;
        long octets = 0;
        while (end < argument.length() && argument.charAt(end) >= '0' && argument.charAt(end) <= '9') {
            if (end == MAX_CHUNK_DIGITS) {
                return DERAILED;
            }
            octets = 10 * octets + argument.charAt(end++) - '0';
        }
        boolean last = argument.substring(end).equalsIgnoreCase(" LAST");
        return end == 0 || !last && end < argument.length() ? DERAILED : new Parsed.Ok(new Command.Bdat(octets, last));
    }

    /** RFC 6531 §3.7.4.2: UTF-8 only with the parameter SMTPUTF8, which comes last. */
    private static Parsed vrfy(String argument) {
        if (argument.isEmpty()) {
            return bad(Replies.ARGUMENT_MISSING);
        }
        if (Utf8.isAscii(argument)) {
            return new Parsed.Ok(new Command.Vrfy(argument));
        }
        boolean announced = argument.regionMatches(true, argument.length() - UTF8_PARAMETER.length(),
                UTF8_PARAMETER, 0, UTF8_PARAMETER.length());
        return Utf8.decode(argument).filter(_ -> announced)
                .<Parsed>map(text -> new Parsed.Ok(new Command.Vrfy(text)))
                .orElse(bad(Replies.RECIPIENT_NOT_ASCII));
    }

    /** {@code line}, or its beginning, is no command at all: the session stays where it was, unless a chunk follows. */
    public static Parsed refused(String line, Reply reply) {
        return line.regionMatches(true, 0, "BDAT", 0, 4) ? DERAILED : bad(reply);
    }

    /** One space after the colon is not in the grammar, but very common. */
    private static PathParser.Path path(String argument, int at) {
        return PathParser.parse(argument, at < argument.length() && argument.charAt(at) == ' ' ? at + 1 : at);
    }

    private static boolean endsPath(String argument, int end) {
        return end == argument.length() || argument.charAt(end) == ' ';
    }

    private static Parsed bad(Reply reply) {
        return new Parsed.Bad(reply);
    }

    private static boolean hasControl(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || c == 0x7F) {
                return true;
            }
        }
        return false;
    }
}
