package io.postern.loadtest;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.Mailbox;

/**
 * One generated message; {@code octets} is its wire form, dot-stuffed and with the terminating dot line. Who takes them
 * must write or release them, once.
 */
record LoadMessage(MessageId id, Mailbox from, List<Mailbox> to, boolean eightBit, ByteBuf octets) {
}
