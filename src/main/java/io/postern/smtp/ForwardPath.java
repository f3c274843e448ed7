package io.postern.smtp;

/** The path of RCPT TO: a mailbox, or {@code <postmaster>} without a domain (RFC 5321 §4.1.1.3). */
public sealed interface ForwardPath {

    record To(Mailbox mailbox) implements ForwardPath {
    }

    record Postmaster() implements ForwardPath {
    }
}
