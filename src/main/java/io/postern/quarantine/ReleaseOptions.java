package io.postern.quarantine;

import java.util.Optional;

import io.postern.smtp.Mailbox;

/**
 * How a message is to be released.
 *
 * @param to     a copy for this mailbox; the message stays for its own recipients
 * @param only   of its recipients this one alone
 * @param rescan whether the scanners look again first
 * @param force  whether it goes even if they find the same again
 */
public record ReleaseOptions(Optional<Mailbox> to, Optional<Mailbox> only, boolean rescan, boolean force) {

    /** To all recipients, as it is. */
    public static final ReleaseOptions PLAIN = new ReleaseOptions(Optional.empty(), Optional.empty(), false, false);
}
