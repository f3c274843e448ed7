package io.postern.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ESMTP parameters of MAIL that we know.
 *
 * @param size octets as declared (RFC 1870)
 * @param body RFC 6152, RFC 3030
 * @param smtpUtf8 RFC 6531
 * @param ret RFC 3461 §4.3
 * @param envelopeId ENVID as it was given, in xtext (RFC 3461 §4.4)
 * @param prdr the client wants an answer per recipient (draft-hall-prdr)
 */
public record MailParameters(
        OptionalLong size,
        Optional<BodyType> body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        Optional<String> envelopeId,
        boolean prdr) {

    /** How much of the message a report of its failure returns. */
    public enum Ret { FULL, HDRS }

    public static final MailParameters NONE = new MailParameters(OptionalLong.empty(), Optional.empty(), false);

    /** Without anything that asks for reports. */
    public MailParameters(OptionalLong size, Optional<BodyType> body, boolean smtpUtf8) {
        this(size, body, smtpUtf8, Optional.empty(), Optional.empty(), false);
    }
}
