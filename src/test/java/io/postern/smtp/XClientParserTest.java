package io.postern.smtp;

import java.net.InetAddress;
import java.util.Optional;

import io.postern.smtp.ClientClaim.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a proxy may say of its client, and what of it counts. */
class XClientParserTest {

    private static final Peer PROXY = Peer.connecting(InetAddress.ofLiteral("10.0.0.5"), 1234);

    @Test
    void everythingSaid() {
        var claim = claim("XCLIENT NAME=mail.client.test ADDR=192.0.2.7 PORT=54321 PROTO=ESMTP HELO=he+6Clo.test");
        assertEquals(new Peer(InetAddress.ofLiteral("192.0.2.7"), 54321, "", false, Optional.empty(), Optional.empty(),
                Optional.of("mail.client.test")), claim.of(PROXY));
        assertEquals("hello.test", claim.greeted(PROXY, "proxy.test", false).helo());
        assertTrue(claim.greeted(PROXY, "proxy.test", false).extended());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.7", "IPV6:2001:db8::7, 2001:db8::7", "ipv6:2001:DB8::7, 2001:db8::7",
        "IPV6:::ffff:192.0.2.7, 192.0.2.7"})
    void addresses(String said, String address) {
        assertEquals(new Field.Known<>(InetAddress.ofLiteral(address)), claim("xclient addr=" + said).address());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[UNAVAILABLE]", "[unavailable]", "[TEMPUNAVAIL]", "+5BUNAVAILABLE+5D"})
    void hidden(String said) {
        var claim = claim("XCLIENT ADDR=" + said + " NAME=" + said + " HELO=" + said);
        assertTrue(claim.isNameless());
        assertEquals(Optional.empty(), claim.of(PROXY).name());
        assertEquals("proxy.test", claim.greeted(PROXY, "proxy.test", true).helo());
    }

    @Test
    void unsaidStaysAsItWas() {
        var both = claim("XCLIENT ADDR=192.0.2.7 PORT=99").then(claim("XCLIENT HELO=hello.test PROTO=SMTP"));
        assertEquals(new Peer(InetAddress.ofLiteral("192.0.2.7"), 99, "hello.test", false, Optional.empty()),
                both.greeted(both.of(PROXY), "proxy.test", true));
        assertFalse(both.isNameless());
        assertEquals(PROXY, ClientClaim.NONE.of(PROXY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XCLIENT", "XCLIENT ADDR", "XCLIENT ADDR=", "XCLIENT ADDR=client.test", "XCLIENT ADDR=192.0.2",
        "XCLIENT ADDR=192.0.2.7 ADDR=192.0.2.8", "XCLIENT ADDR=2001:db8::7", "XCLIENT ADDR=[192.0.2.7]", "XCLIENT PORT=65536",
        "XCLIENT PORT=-1", "XCLIENT PORT=x", "XCLIENT PROTO=HTTP", "XCLIENT HELO=a+0D+0Ab", "XCLIENT HELO=a+20b",
        "XCLIENT HELO=a+2", "XCLIENT HELO=a+ZZ", "XCLIENT NAME=a+FFb", "XCLIENT COLOUR=red", "XCLIENT =x"})
    void malformed(String line) {
        assertEquals(new CommandParser.Parsed.Bad(Replies.XCLIENT_SYNTAX), CommandParser.parse(line, Offer.PLAIN));
    }

    private static ClientClaim claim(String line) {
        var parsed = (CommandParser.Parsed.Ok) CommandParser.parse(line, Offer.PLAIN);
        return ((Command.XClient) parsed.command()).claim();
    }
}
