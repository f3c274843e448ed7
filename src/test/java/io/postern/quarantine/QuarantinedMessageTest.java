package io.postern.quarantine;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

import io.postern.smtp.BodyType;
import io.postern.smtp.Domain;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.RcptParameters.Notify;
import io.postern.smtp.ReversePath;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QuarantinedMessageTest {

    private static final Mailbox UTF8 = new Mailbox("\u00fc", Domain.parse("b\u00fccher.example").orElseThrow());

    static QuarantinedMessage message(String id, Instant time) {
        return message(id, time, 1);
    }

    /** To so many recipients, whose addresses but the first have 60 octets. */
    static QuarantinedMessage message(String id, Instant time, int recipients) {
        var mailboxes = new ArrayList<>(List.of(new Mailbox("u", new Domain("example.com"))));
        for (int i = 1; i < recipients; i++) {
            mailboxes.add(new Mailbox("u".repeat(40) + (10_000_000 + i), new Domain("example.com")));
        }
        return new QuarantinedMessage(id, time, ReversePath.NULL, mailboxes,
                MailParameters.NONE, Map.of(), InetAddress.ofLiteral("192.0.2.1"), "client.example", "own",
                "rules", "quarantine", "EICAR", "", 42);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var plain = message("id-1", Instant.parse("2026-01-02T03:04:05.678Z"));
        assertEquals(Optional.of(plain), QuarantinedMessage.fromJson(new JsonObject(plain.toJson().encode())));
        var full = new QuarantinedMessage("id-2", plain.time(),
                ReversePath.of(new Mailbox("\"a@b \\\" c\"", new Domain("[IPv6:2001:db8::1]"))),
                List.of(UTF8, new Mailbox("v", new Domain("[192.0.2.7]"))),
                new MailParameters(OptionalLong.of(1L << 40), Optional.of(BodyType.EIGHT_BIT_MIME), true,
                        Optional.of(MailParameters.Ret.HDRS), Optional.of("QQ+2B314159"), false),
                Map.of(UTF8, new RcptParameters(Set.of(Notify.DELAY, Notify.FAILURE), Optional.of("rfc822;Bob"))),
                InetAddress.ofLiteral("2001:db8::2"), "[2001:db8::2]", "own",
                "antivirus", "quarantine", "Win.Test \"x\"", "=?utf-8?q?=C3=BC?= </script>", 1L << 40);
        var read = QuarantinedMessage.fromJson(new JsonObject(full.toJson().encode()));
        assertEquals(Optional.of(full), read);
        assertEquals("\u00fc@b\u00fccher.example", read.orElseThrow().recipients().getFirst().toString());
    }

    @Test
    void whatIsNoDescriptionIsNone() {
        var whole = message("id-1", Instant.EPOCH).toJson();
        var needed = new TreeSet<>(whole.fieldNames());
        // not written before there were subjects
        needed.remove("subject");
        // nor routes
        needed.remove("route");
        for (var key : needed) {
            var broken = whole.copy();
            broken.remove(key);
            assertEquals(Optional.empty(), QuarantinedMessage.fromJson(broken), key);
        }
        assertEquals(Optional.empty(), QuarantinedMessage.fromJson(new JsonObject()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a.json", "a\\b", "a b", "a\0", "\u00e4", "a_b"})
    void refusesIdsThatCouldLeadElsewhere(String id) {
        assertFalse(QuarantinedMessage.isId(id));
    }

    @Test
    void takesTransactionIds() {
        assertTrue(QuarantinedMessage.isId("0198c2-Ab-7"));
        assertFalse(QuarantinedMessage.isId("a".repeat(101)));
    }
}
