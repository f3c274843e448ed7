package io.postern.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A mailbox, {@code local-part@domain} (RFC 5321 §4.1.2). The local part stands exactly as the client wrote it, quotes
 * included, for only the final host may interpret it (§2.3.11); what was UTF-8 (RFC 6531 §3.3) is decoded.
 */
public record Mailbox(String localPart, Domain domain) {

    /** Of a text as people write it, without brackets; empty if it is no mailbox. */
    public static Optional<Mailbox> parse(String text) {
        var octets = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return !text.startsWith("@")
                && PathParser.parse("<" + octets + ">", 0) instanceof PathParser.Path.Address(var mailbox, int end)
                && end == octets.length() + 2 ? Optional.of(mailbox) : Optional.empty();
    }

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
