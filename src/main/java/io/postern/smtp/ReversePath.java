package io.postern.smtp;

import java.util.Optional;

/** The path of MAIL FROM: a mailbox, or the null reverse-path {@code <>} of notifications (RFC 5321 §4.5.5). */
public record ReversePath(Optional<Mailbox> mailbox) {

    public static final ReversePath NULL = new ReversePath(Optional.empty());

    public static ReversePath of(Mailbox mailbox) {
        return new ReversePath(Optional.of(mailbox));
    }

    public boolean isAscii() {
        return mailbox.isEmpty() || mailbox.get().isAscii();
    }

    /** With angle brackets, as it stands on the wire. */
    @Override
    public String toString() {
        return mailbox.map(m -> '<' + m.toString() + '>').orElse("<>");
    }
}
