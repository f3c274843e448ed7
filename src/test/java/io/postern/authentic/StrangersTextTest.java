package io.postern.authentic;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whatever a stranger writes into the DNS, an address or a header leads to a result, and never to an exception. */
class StrangersTextTest {

    private static final InetAddress IPV4 = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("2001:db8::1");
    private static final List<String> LOCAL_PARTS = List.of("", "+", "a+", "+a", ".", "..", "a..b", "-", "a-b.c+d", "@", "\\", "\\300", "%{l}", "\"a b\"",
            "\u00fc\u0130", "x".repeat(300), "x.".repeat(300));
    private static final int ROUNDS = 3_000;

    private static final List<String> SPF = List.of("v=spf1 ", " ", "+", "-", "~", "?", "all", "a", "mx", "ptr", "ip4", "ip6", "include", "exists",
            "redirect", "exp", "=", ":", "::", "/", "//", "0", "32", "128", "999", "%", "{", "}", "%%", "%_", "%-", "%{l1+}", "%{ir}", "%{p}", "%{H9r-._}",
            "%{c}", "192.0.2.1", "1.2.3", "2001:db8::", "ffff:1.2.3.4", ".", "a.example", "x", "\u00e4", "\0", "\t");
    private static final String SIGNED = "a=rsa-sha256;c=relaxed/relaxed;d=a.example;s=s;h=from:x;bh=" + "A".repeat(43) + "=;b=AA==;";
    private static final List<String> TAGS = List.of("v=DKIM1;", Messages.RSA_KEY, "v=1;" + SIGNED, "i=1;" + SIGNED, "i=1;cv=none;a=rsa-sha256;d=a.example;s=s;b=AA==;",
            "i=1;a.example;dmarc=pass", "v=DMARC1;", "v=1;", "a=rsa-sha256;", "a=ed25519-sha256;", "c=relaxed/simple;", "c=/;",
            "d=a.example;", "d=xn--;", "s=s;", "h=from:x;", "h=:;", "i=@a.example;", "i=1;", "i=99999999999;", "l=0;", "l=99999999999999999999;",
            "t=1;", "x=0;", "cv=none;", "cv=pass;", "bh=" + "A".repeat(43) + "=;", "b=AA==;", "b=\u00fc\0;", "p=AA==;", "p=" + "A".repeat(43) + "=;",
            "p=reject;", "sp=;", "np=none;", "adkim=s;", "k=ed25519;", "k=;", "=", ";", ";;", " ", "\r\n ", "q=", "\"", "(", ")", "\\", "\u00e4");
    private static final List<String> ADDRESSES = List.of("a", "@", "<", ">", ",", ";", ":", "\"", "\\", "(", ")", " ", ".", "a.example", "b.example",
            "[192.0.2.1]", "[IPv6:::1]", "xn--", "xn--a-.example", "\u3002", "\u0130", "\u00df.example", "\u200d", "\uff20", "\ud83d\ude00", "\0", "\t",
            "-", "_", "x".repeat(70), "=?utf-8?q?=40?=", "\u0300.example", "\u05d0a.example");
    private static final List<String> NAMES = List.of("From: ", "DKIM-Signature: ", "ARC-Seal: ", "ARC-Message-Signature: ",
            "ARC-Authentication-Results: ", "Authentication-Results: ", "X:", " ", ":", "\0", "From ", "\u00fc: ");

    private static SpfResult spf(Lookup lookup, InetAddress client, String local) {
        var checked = SpfCheck.of(SpfQuestion.of(client, "[192.0.2.1]", local, "a.example"), lookup);
        assertTrue(checked.succeeded(), () -> "an exception: " + checked.cause());
        return checked.result();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exists:", "a:", "mx:", "include:", "ptr:", "redirect="})
    void macros(String term) {
        for (var letter : "slodipvhSLODIPVH".split("")) {
            for (var digits : new String[] {"", "1", "2", "128", "9999"}) {
                for (var delimiters : new String[] {"", "r", "+", "r.", "-._+,/="}) {
                    var record = "v=spf1 " + term + "%{" + letter + digits + delimiters + "}";
                    var zone = ZoneLookup.texts(Map.of("a.example", record));
                    for (var local : LOCAL_PARTS) {
                        spf(zone, IPV4, local);
                        spf(zone, IPV6, local);
                    }
                }
            }
        }
    }

    @Test
    void aNameOfWhichNothingIsLeftDoesNotExist() {
        var zone = ZoneLookup.texts(Map.of("a.example", "v=spf1 exists:%{l1+} -all"));
        assertEquals(SpfResult.FAIL, spf(zone, IPV4, "a+"));
        assertEquals(1, zone.asked());
    }

    /** Answers with what it is given, or with something else, to any question. */
    private record RandomLookup(Random random, List<String> pieces) implements Lookup {

        private <T> Future<Answer<T>> answer(T value) {
            return Future.succeededFuture(switch (random.nextInt(8)) {
                case 0 -> new Answer.Nothing<>(random.nextBoolean());
                case 1 -> new Answer.Unavailable<>();
                case 2 -> new Answer.Records<>(List.of(value, value));
                default -> new Answer.Records<>(List.of(value));
            });
        }

        @Override
        public Future<Answer<String>> txt(String name) {
            return answer(random.nextInt(4) == 0 ? text(random, pieces, 20) : pieces.getFirst() + text(random, pieces, 8));
        }

        @Override
        public Future<Answer<InetAddress>> ipv4(String name) {
            return answer(IPV4);
        }

        @Override
        public Future<Answer<InetAddress>> ipv6(String name) {
            return answer(IPV6);
        }

        @Override
        public Future<Answer<String>> mx(String name) {
            return answer(text(random, ADDRESSES, 4));
        }

        @Override
        public Future<Answer<String>> ptr(InetAddress address) {
            return answer(text(random, ADDRESSES, 4));
        }
    }

    private static String text(Random random, List<String> pieces, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Test
    void records() {
        var random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            spf(new RandomLookup(random, SPF), random.nextBoolean() ? IPV4 : IPV6, LOCAL_PARTS.get(random.nextInt(LOCAL_PARTS.size())));
        }
    }

    @Test
    void headers() {
        var random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            var header = new StringBuilder(random.nextBoolean() ? "From: a@a.example\r\n" : "");
            for (int i = random.nextInt(8); i > 0; i--) {
                header.append(text(random, NAMES, 2)).append(text(random, random.nextBoolean() ? TAGS : ADDRESSES, 20)).append("\r\n");
            }
            var octets = new String((header + "\r\nbody").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            var examination = new Examination(Messages.content(octets), SpfQuestion.of(IPV4, text(random, ADDRESSES, 4), "a", "a.example"), Messages.THEN);
            var evidence = examination.ask(new RandomLookup(random, TAGS));
            assertTrue(evidence.succeeded(), () -> evidence.cause() + " at " + header);
            examination.conclude(evidence.result());
        }
    }

    /** Each key with one bit changed, and signatures that are none. */
    @Test
    void keys() {
        var random = new Random(3);
        var usable = new ArrayList<KeyRecord.Key>();
        for (var text : new String[] {Messages.RSA_KEY, Messages.ED25519_KEY}) {
            int start = text.indexOf("p=") + 2;
            byte[] octets = Base64.getDecoder().decode(text.substring(start));
            for (int bit = 0; bit < octets.length * Byte.SIZE; bit++) {
                byte[] changed = octets.clone();
                changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                if (KeyRecord.of(text.substring(0, start) + Base64.getEncoder().encodeToString(changed)) instanceof KeyRecord.Key key) {
                    usable.add(key);
                }
            }
        }
        assertTrue(usable.size() > 100);
        for (var key : usable) {
            for (int length : new int[] {0, 64, 128}) {
                byte[] value = new byte[length];
                random.nextBytes(value);
                KeyRecord.verifies(key, new byte[] {1}, value);
            }
        }
    }
}
