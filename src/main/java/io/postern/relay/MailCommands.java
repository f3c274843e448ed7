package io.postern.relay;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.postern.smtp.BodyType;
import io.postern.smtp.Capabilities;
import io.postern.smtp.Extension;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;

/** The commands of one transaction, as this next hop can take them. */
final class MailCommands {

    private final Delivery delivery;
    private final Capabilities hop;
    private final long octets;

    MailCommands(Delivery delivery, Capabilities hop) {
        this.delivery = delivery;
        this.hop = hop;
        this.octets = delivery.trace().readableBytes() + delivery.body().contentOctets();
    }

    /** Judged by the actual octets and addresses, never by what the client declared. */
    Optional<Lack> lack() {
        if (delivery.body().traits().binary()) {
            // RFC 3030 §3: never by DATA, and only after both were announced
            if (!hop.has(Extension.CHUNKING) || !hop.has(Extension.BINARY_MIME)) {
                return Optional.of(Lack.BINARY);
            }
        } else if (delivery.body().eightBit() && !hop.has(Extension.EIGHT_BIT_MIME)) {
            return Optional.of(Lack.EIGHT_BIT);
        }
        if (hop.size().isPresent() && hop.size().getAsLong() < octets) {
            return Optional.of(Lack.SIZE);
        }
        return !hop.has(Extension.SMTP_UTF8) && needsUtf8() ? Optional.of(Lack.UTF8_ADDRESSES) : Optional.empty();
    }

    /**
     * RFC 6531 §3.4, §3.6: what is ASCII all through may go to a hop without the extension although it was declared, and so
     * may a domain by its A-labels. Where in the message the octets above 127 are is not known, so they may be in the header.
     */
    private boolean needsUtf8() {
        var envelope = delivery.envelope();
        if (envelope.parameters().smtpUtf8() && delivery.body().eightBit()) {
            return true;
        }
        if (envelope.from().mailbox().isPresent() && !envelope.from().mailbox().get().hasAsciiForm()) {
            return true;
        }
        for (var recipient : envelope.recipients()) {
            if (!recipient.hasAsciiForm()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasUtf8Address() {
        var envelope = delivery.envelope();
        if (!envelope.from().isAscii()) {
            return true;
        }
        for (var recipient : envelope.recipients()) {
            if (!recipient.isAscii()) {
                return true;
            }
        }
        return false;
    }

    /** The report of a relay to a hop without DSN (RFC 3461 §5.2.2) is asked for, and nobody here can write it. */
    boolean leavesReportUnsent() {
        var envelope = delivery.envelope();
        if (envelope.requests().isEmpty() || hop.has(Extension.DSN)) {
            return false;
        }
        for (var request : envelope.requests().values()) {
            if (request.notifications().contains(RcptParameters.Notify.SUCCESS)) {
                return true;
            }
        }
        return false;
    }

    void mail(ByteBuf out) {
        var declared = delivery.envelope().parameters();
        var from = delivery.envelope().from().mailbox();
        ascii(out, "MAIL FROM:<");
        if (from.isPresent()) {
            mailbox(out, from.get());
        }
        ascii(out, ">");
        body(out, declared.body());
        if (hop.has(Extension.SIZE)) {
            ascii(out, " SIZE=");
            ascii(out, Long.toString(octets));
        }
        if (hop.has(Extension.SMTP_UTF8) && (declared.smtpUtf8() || hasUtf8Address())) {
            ascii(out, " SMTPUTF8");
        }
        if (hop.has(Extension.DSN)) {
            declared.ret().ifPresent(ret -> text(out, " RET=" + ret.name()));
            declared.envelopeId().ifPresent(id -> text(out, " ENVID=" + id));
        }
        endLine(out);
    }

    private void body(ByteBuf out, Optional<BodyType> declared) {
        if (delivery.body().traits().binary()) {
            ascii(out, " BODY=BINARYMIME");
        } else if (hop.has(Extension.EIGHT_BIT_MIME) && (delivery.body().eightBit()
                || declared.isPresent() && declared.get() == BodyType.EIGHT_BIT_MIME)) {
            ascii(out, " BODY=8BITMIME");
        }
    }

    void rcpt(ByteBuf out, Mailbox recipient) {
        ascii(out, "RCPT TO:<");
        mailbox(out, recipient);
        ascii(out, ">");
        if (!delivery.envelope().requests().isEmpty() && hop.has(Extension.DSN)) {
            dsn(out, delivery.envelope().requested(recipient));
        }
        endLine(out);
    }

    /** As they came (RFC 3461 §5.2.1); an ORCPT in UTF-8 only to a hop that may hear it (RFC 6533 §3). */
    private void dsn(ByteBuf out, RcptParameters requested) {
        var separator = " NOTIFY=";
        for (var notify : RcptParameters.Notify.values()) {
            if (requested.notifications().contains(notify)) {
                ascii(out, separator);
                ascii(out, notify.name());
                separator = ",";
            }
        }
        requested.originalRecipient().filter(_ -> hop.has(Extension.SMTP_UTF8) || requested.isAscii())
                .ifPresent(original -> text(out, " ORCPT=" + original));
    }

    static void data(ByteBuf out) {
        ascii(out, "DATA");
        endLine(out);
    }

    /** The whole message as one chunk, trace included. */
    void bdat(ByteBuf out) {
        ascii(out, "BDAT ");
        ascii(out, Long.toString(octets));
        ascii(out, " LAST");
        endLine(out);
    }

    /** Of a transaction of which only the answer to RCPT is wanted: whatever is refused has nothing to do with a sender. */
    static void mailFromNobody(ByteBuf out, Mailbox recipient, Capabilities hop) {
        ascii(out, recipient.isAscii() || !hop.has(Extension.SMTP_UTF8) ? "MAIL FROM:<>" : "MAIL FROM:<> SMTPUTF8");
        endLine(out);
    }

    static void rcpt(ByteBuf out, Mailbox recipient, Capabilities hop) {
        ascii(out, "RCPT TO:<");
        mailbox(out, recipient, hop);
        ascii(out, ">");
        endLine(out);
    }

    private void mailbox(ByteBuf out, Mailbox mailbox) {
        mailbox(out, mailbox, hop);
    }

    private static void mailbox(ByteBuf out, Mailbox mailbox, Capabilities hop) {
        text(out, mailbox.localPart());
        ascii(out, "@");
        text(out, hop.has(Extension.SMTP_UTF8) ? mailbox.domain().written() : mailbox.domain().name());
    }

    /** Refuses control characters inside a line: nobody must build a second command from an address. */
    private static void text(ByteBuf out, String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                throw new IllegalArgumentException("control character in a command");
            }
            ascii &= c < 127;
        }
        if (ascii) {
            ascii(out, text);
        } else {
            ByteBufUtil.writeUtf8(out, text);
        }
    }

    private static void ascii(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    private static void endLine(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }
}
