package io.postern.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The header that we write is the one that we read, octet for octet as the protocol has it. */
class ProxyAnnouncementTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 198.51.100.1", "192.0.2.7, 2001:db8::1", "2001:db8::7, 2001:db8::1", "2001:db8::7, 198.51.100.1"})
    void readsBackAsTheClient(String client, String hop) {
        var from = InetAddress.ofLiteral(client);
        var header = ProxyAnnouncement.of(from, 54321, new InetSocketAddress(InetAddress.ofLiteral(hop), 25));
        assertEquals(new ProxyHeader.Read.Client(from, 54321), new ProxyHeader().next(header));
        assertFalse(header.isReadable());
    }

    @Test
    void hasTheOctetsOfTheProtocol() {
        var header = ProxyAnnouncement.of(InetAddress.ofLiteral("192.0.2.7"), 54321,
                new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 25));
        assertEquals("0d0a0d0a000d0a515549540a2111000cc0000207c6336401d4310019", ByteBufUtil.hexDump(header));
    }
}
