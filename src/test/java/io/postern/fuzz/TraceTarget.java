package io.postern.fuzz;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.netty.buffer.Unpooled;
import io.postern.message.TraceFields;
import io.postern.message.TraceHeader;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.ReversePath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever the peer calls itself and its recipients: our trace is one folded field, and we know it again. */
final class TraceTarget {

    private static final Peer.ClientCertificate NO_CERTIFICATE = new Peer.ClientCertificate("", false);

    private TraceTarget() {
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var words = (Pieces.text(input) + "\0\0\0\0").split("\0", -1);
        var to = new Mailbox(words[1], new Domain(words[2].isEmpty() ? "x" : words[2]));
        var peer = new Peer(InetAddress.getLoopbackAddress(), 25, words[0], words[3].length() % 2 == 0,
                words[3].isEmpty() ? Optional.empty() : Optional.of(words[3]),
                words[4].isEmpty() ? Optional.empty() : Optional.of(certificate(words[4])),
                words[4].isEmpty() ? Optional.empty() : Optional.of(words[4]));
        var envelope = new Envelope("id" + words[0], ReversePath.NULL, List.of(to), MailParameters.NONE);
        var field = Pieces.text(TraceHeader.received(peer, envelope, "mx.postern.test", Instant.EPOCH, false));
        assertTrue(field.startsWith("Received: from ") && field.endsWith("\r\n"), field);
        assertTrue(field.matches("[ -~\t]+(?:\r\n\t[ -~\t]*)*\r\n"), field);
        var count = new TraceFields(Set.of("mx.postern.test"), Set.of());
        count.look(Unpooled.wrappedBuffer(Pieces.octets(field)), 0, field.length());
        count.end();
        assertEquals(1, count.all(), field);
        assertEquals(1, count.ours(), field);
    }

    private static Peer.ClientCertificate certificate(String subject) {
        return subject.length() % 2 == 0 ? new Peer.ClientCertificate(subject, true) : NO_CERTIFICATE;
    }
}
