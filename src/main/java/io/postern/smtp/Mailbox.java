package io.postern.smtp;

/**
 * A mailbox, {@code local-part@domain} (RFC 5321 §4.1.2). The local part stands exactly as the client wrote it, quotes
 * included, for only the final host may interpret it (§2.3.11); what was UTF-8 (RFC 6531 §3.3) is decoded.
 */
public record Mailbox(String localPart, Domain domain) {

    /** False if only a host with SMTPUTF8 can take it as it is. */
    public boolean isAscii() {
        return Utf8.isAscii(localPart) && domain.isAscii();
    }

    /** False if no host without SMTPUTF8 can take it: the domain has A-labels, the local part nothing like it. */
    public boolean hasAsciiForm() {
        return Utf8.isAscii(localPart);
    }

    @Override
    public String toString() {
        return localPart + '@' + domain;
    }
}
