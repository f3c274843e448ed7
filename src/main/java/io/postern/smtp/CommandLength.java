package io.postern.smtp;

/** How long a command line may be: RFC 5321 §4.5.3.1.4, and what each extension that is offered adds to it. */
final class CommandLength {

    /** With CRLF, as all numbers here. */
    private static final int ANY = 512;

    /** RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.1, and {@code " PRDR"}. */
    private static final int MAIL = ANY + 26 + 17 + 10 + 5;
    /** {@code " RET=FULL"} and {@code " ENVID="} with 100 octets (RFC 3461 §4.3, §4.4). */
    private static final int MAIL_DSN = 9 + 7 + 100;
    /** {@code " NOTIFY=SUCCESS,FAILURE,DELAY"} and {@code " ORCPT="} with 500 octets (RFC 3461 §4.1, §4.2). */
    private static final int RCPT_DSN = 29 + 7 + 500;
    /** RFC 6531 §3.1. */
    private static final int VRFY = ANY + 10;

    private CommandLength() {
    }

    /** {@code line} is without CRLF. */
    static boolean isOver(String line, Offer offer) {
        int octets = line.length() + 2;
        return octets > ANY && octets > limit(line, offer);
    }

    private static int limit(String line, Offer offer) {
        if (line.regionMatches(true, 0, "MAIL", 0, 4)) {
            return MAIL + (offer.dsn() ? MAIL_DSN : 0);
        }
        if (line.regionMatches(true, 0, "RCPT", 0, 4)) {
            return ANY + (offer.dsn() ? RCPT_DSN : 0);
        }
        return line.regionMatches(true, 0, "VRFY", 0, 4) ? VRFY : ANY;
    }
}
