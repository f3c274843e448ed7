package io.postern.smtp;

/**
 * One command of a client (RFC 5321 §4.1.1), already checked for syntax; whether it may come now is for the session to
 * say. Names given in HELO and EHLO are printable ASCII without spaces, but not necessarily a domain (§4.1.4 forbids to
 * refuse mail for that).
 */
public sealed interface Command {

    record Helo(String name) implements Command {
    }

    record Ehlo(String name) implements Command {
    }

    record Mail(ReversePath from, MailParameters parameters) implements Command {
    }

    record Rcpt(ForwardPath to, RcptParameters parameters) implements Command {
    }

    record Data() implements Command {
    }

    /** RFC 3030 §2: {@code octets} of content follow the command; {@code last} of a transaction is its end of data. */
    record Bdat(long octets, boolean last) implements Command {
    }

    record Rset() implements Command {
    }

    record Noop() implements Command {
    }

    record Quit() implements Command {
    }

    record Vrfy(String argument) implements Command {
    }

    record Help() implements Command {
    }

    /** RFC 3207 §4. */
    record StartTls() implements Command {
    }

    /** Postfix's extension: a proxy names the client that it speaks for. */
    record XClient(ClientClaim claim) implements Command {
    }
}
