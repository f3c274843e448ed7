package io.postern.message;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.Peer;
import io.postern.smtp.ReversePath;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TraceHeaderTest {

    private static final Instant AT = Instant.parse("2026-11-03T04:05:06.789Z");
    private static final Mailbox ANN = new Mailbox("ann", new Domain("b.example"));

    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void namesClientProtocolAndOnlyRecipient() {
        assertEquals("""
                Received: from client.example ([192.0.2.1])\r
                \t(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256)\r
                \tby mx1.example with ESMTPS id A1\r
                \tfor <ann@b.example>;\r
                \tTue, 3 Nov 2026 04:05:06 +0000\r
                """, received(new Peer(CLIENT, 1, "client.example", true, Optional.of("TLSv1.3 TLS_AES_128_GCM_SHA256")), ANN));
    }

    @Test
    void certificateOfAClientCannotEndTheComment() {
        var peer = Peer.connecting(CLIENT, 1)
                .encrypted("TLSv1.2 X", Optional.of(new Peer.ClientCertificate("a\")\r\nBcc: b\\\u00e4" + "x".repeat(500), true)))
                .greeted("client.example", true);
        var lines = received(peer, ANN).split("\r\n");
        assertEquals("\t(using TLSv1.2 with cipher X)", lines[1]);
        assertEquals("\t(Client CN \"a????Bcc: b??" + "x".repeat(107) + "\", verified)", lines[2]);
    }

    @Test
    void confirmedNameStandsBeforeTheAddress() {
        var field = received(Peer.connecting(CLIENT, 1).greeted("client.example", true).named("mail.client.example"), ANN);
        assertTrue(field.startsWith("Received: from client.example (mail.client.example [192.0.2.1])\r\n"), field);
    }

    @Test
    void hidesRecipientsFromEachOther() {
        assertEquals("""
                Received: from [IPv6:2001:db8::1] ([IPv6:2001:db8::1])\r
                \tby mx1.example with SMTP id A1;\r
                \tTue, 3 Nov 2026 04:05:06 +0000\r
                """, received(Peer.connecting(InetAddress.ofLiteral("2001:db8::1"), 1), ANN, ANN));
    }

    @Test
    void nothingAClientSaysCanStartAnotherField() {
        var hostile = "a\r\nX-Evil: (yes)\0\u00e9" + "x".repeat(1000);
        var field = received(Peer.connecting(CLIENT, 1).greeted(hostile, true), ANN);
        assertTrue(field.startsWith("Received: from a??X-Evil:??yes???xxx"), field);
        assertEquals(4, field.lines().count());
        assertTrue(field.lines().allMatch(line -> line.length() < 400));
    }

    @Test
    void addedFieldsAreFoldedAndRefuseLineEnds() {
        var edits = HeaderEdits.of("X-A", "1").plus("X-B", "word ".repeat(40).strip()).plus(HeaderEdits.NONE);
        var text = new String(edits.onTop(), StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("X-A: 1\r\nX-B: word word"));
        assertTrue(text.lines().allMatch(line -> line.length() <= 78), text);
        assertEquals("X-A: 1\r\nX-B: " + "word ".repeat(40).strip() + "\r\n", text.replaceAll("\r\n(?= )", ""));
        for (var value : List.of("a\rb", "a\nb", "a\0b")) {
            assertThrows(IllegalArgumentException.class, () -> HeaderEdits.of("X-A", value));
        }
        assertThrows(IllegalArgumentException.class, () -> HeaderEdits.of("X:A", "v"));
    }

    /** RFC 6531 §3.7.3, §4.3. */
    @Test
    void onlyAnInternationalMessageNamesItsRecipientInUtf8() {
        var recipient = new Mailbox("j\u00fcrgen\u0085", Domain.parse("b\u00fccher.example").orElseThrow());
        for (boolean smtpUtf8 : new boolean[] {true, false}) {
            var envelope = new Envelope("A1", ReversePath.NULL, List.of(recipient),
                    new MailParameters(OptionalLong.empty(), Optional.empty(), smtpUtf8));
            for (var tls : List.of("", "TLSv1.3")) {
                var peer = new Peer(CLIENT, 1, "client.example", true, Optional.of(tls).filter(it -> !it.isEmpty()));
                var field = new String(TraceHeader.received(peer, envelope, "mx1.example", AT, false), StandardCharsets.UTF_8);
                var word = (smtpUtf8 ? "UTF8SMTP" : "ESMTP") + (tls.isEmpty() ? "" : "S");
                assertTrue(field.contains(" with " + word + " id "), field);
                assertTrue(field.contains(smtpUtf8
                        ? "for <j\u00fcrgen?@b\u00fccher.example>" : "for <j?rgen?@b?cher.example>"), field);
            }
        }
    }

    private static String received(Peer peer, Mailbox... recipients) {
        var envelope = new Envelope("A1", ReversePath.NULL, List.of(recipients), MailParameters.NONE);
        return new String(TraceHeader.received(peer, envelope, "mx1.example", AT, false), StandardCharsets.US_ASCII);
    }
}
