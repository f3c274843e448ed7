package io.postern.loadtest;

import io.postern.smtp.Mailbox;
import io.vertx.core.buffer.Buffer;

/** One generated message; {@code octets} is its wire form, dot-stuffed and with the terminating dot line. */
record LoadMessage(MessageId id, boolean infected, Mailbox from, Mailbox to, Buffer octets) {
}
