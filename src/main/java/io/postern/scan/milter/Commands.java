package io.postern.scan.milter;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.postern.smtp.Envelope;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.RcptParameters;

/** What the client said, as a filter hears it: paths and parameters as they stood in the commands. */
final class Commands {

    private Commands() {
    }

    static ByteBuf connect(Peer peer) {
        boolean six = peer.address() instanceof Inet6Address;
        var text = NetUtil.toAddressString(peer.address());
        int zone = text.indexOf('%');
        return Packets.connect(Macros.hostOf(peer), six ? '6' : '4', peer.port(),
                (six ? "IPv6:" : "") + (zone < 0 ? text : text.substring(0, zone)));
    }

    static ByteBuf helo(Peer peer) {
        return Packets.texts(Stage.HELO, List.of(peer.helo()));
    }

    static ByteBuf mail(Envelope envelope) {
        var texts = new ArrayList<>(List.of(envelope.from().toString()));
        var parameters = envelope.parameters();
        parameters.size().ifPresent(size -> texts.add("SIZE=" + size));
        parameters.body().ifPresent(type -> texts.add("BODY=" + type.keyword()));
        parameters.ret().ifPresent(ret -> texts.add("RET=" + ret.name()));
        parameters.envelopeId().ifPresent(id -> texts.add("ENVID=" + id));
        if (parameters.smtpUtf8()) {
            texts.add("SMTPUTF8");
        }
        return Packets.texts(Stage.MAIL, texts);
    }

    static ByteBuf rcpt(Envelope envelope, Mailbox recipient) {
        var texts = new ArrayList<>(List.of('<' + recipient.toString() + '>'));
        var requested = envelope.requested(recipient);
        if (!requested.notifications().isEmpty()) {
            texts.add("NOTIFY=" + String.join(",", requested.notifications().stream().map(RcptParameters.Notify::name).sorted().toList()));
        }
        requested.originalRecipient().ifPresent(original -> texts.add("ORCPT=" + original));
        return Packets.texts(Stage.RCPT, texts);
    }
}
