package io.postern.smtp;

import java.util.Optional;
import java.util.Set;

/**
 * The ESMTP parameters of RCPT, all of RFC 3461.
 *
 * @param notifications when a report is wanted (§4.1); empty where nothing was said, which is not NEVER
 * @param originalRecipient ORCPT as it was given: address type, semicolon, xtext (§4.2), or UTF-8 decoded (RFC 6533 §3)
 */
public record RcptParameters(Set<Notify> notifications, Optional<String> originalRecipient) {

    /** {@code NEVER} stands alone. */
    public enum Notify { NEVER, SUCCESS, FAILURE, DELAY }

    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        notifications = Set.copyOf(notifications);
    }

    /** False if only a host with SMTPUTF8 can take them as they are. */
    public boolean isAscii() {
        return originalRecipient.isEmpty() || Utf8.isAscii(originalRecipient.get());
    }
}
