package io.postern.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.netty.buffer.Unpooled;
import io.postern.wire.ProxyHeader.Read;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Every header is read alike, whole, cut at every position and octet by octet, and what follows it is left alone. */
class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FROM_4 = "c0000207" + "0a000001" + "d431" + "0019";
    private static final String FROM_6 = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "d431" + "0019";
    private static final String MAPPED = "00000000000000000000ffffc0000207" + "00000000000000000000ffff0a000001" + "d431" + "0019";
    private static final byte[] BEHIND = "EHLO x\r\n".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 10.0.0.1 54321 25, 192.0.2.7, 54321",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535",
        "PROXY TCP4 192.0.2.7 10.0.0.1 0 25, 192.0.2.7, 0",
        "PROXY TCP6 2001:db8::7 2001:db8::1 54321 25, 2001:db8::7, 54321",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535,"
                + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 65535",
        "PROXY TCP6 ::ffff:192.0.2.7 ::ffff:10.0.0.1 54321 25, 192.0.2.7, 54321",
    })
    void lineNamesTheClient(String line, String address, int port) {
        everyCut(line(line), new Read.Client(InetAddress.ofLiteral(address), port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"})
    void lineNamesNobody(String line) {
        everyCut(line(line), new Read.Unnamed());
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c" + FROM_4 + ", 192.0.2.7",
        "21210024" + FROM_6 + ", 2001:db8::7",
        "21210024" + MAPPED + ", 192.0.2.7",
        "21110013" + FROM_4 + "04000401020304" + ", 192.0.2.7",
        "21210027" + FROM_6 + "040000" + ", 2001:db8::7",
    })
    void binaryHeaderNamesTheClient(String header, String address) {
        everyCut(HexFormat.of().parseHex(SIGNATURE + header), new Read.Client(InetAddress.ofLiteral(address), 54321));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000000", "2000000411223344", "2011000c" + FROM_4, "21000000", "210000020102", "20990000",
        "21310003616263"})
    void binaryHeaderNamesNobody(String header) {
        everyCut(HexFormat.of().parseHex(SIGNATURE + header), new Read.Unnamed());
    }

    @ParameterizedTest
    @ValueSource(ints = {216, 4096, 65_535})
    void longHeaderIsPassedOver(int octets) {
        var header = new ByteArrayOutputStream();
        header.writeBytes(HexFormat.of().parseHex(SIGNATURE + "2111" + HexFormat.of().toHexDigits((short) octets) + FROM_4));
        header.writeBytes(new byte[octets - 12]);
        assertEquals(new Read.Client(InetAddress.ofLiteral("192.0.2.7"), 54321), inPieces(header.toByteArray(), 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO x", "PROXX", "proxy TCP4 192.0.2.7 10.0.0.1 1 2", "PROXY", "PROXY ", "PROXY TCP5 1 2 3 4",
        "PROXY TCP4 192.0.2.7 10.0.0.1 54321", "PROXY TCP4  192.0.2.7 10.0.0.1 54321 25", "PROXY TCP4 192.0.2 10.0.0.1 1 2",
        "PROXY TCP4 010.0.0.1 10.0.0.1 1 2", "PROXY TCP4 192.0.2.7 10.0.0.1 65536 2", "PROXY TCP4 192.0.2.7 10.0.0.1 1 -2",
        "PROXY TCP4 192.0.2.7 10.0.0.1 01 2", "PROXY TCP4 2001:db8::7 2001:db8::1 1 2", "PROXY TCP6 192.0.2.7 10.0.0.1 1 2",
        "PROXY TCP6 fe80::1%eth0 fe80::2 1 2", "PROXY TCP4 192.0.2.7 10.0.0.1 1 2 3", "PROXY TCP4 host.test 10.0.0.1 1 2",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535 "})
    void notALine(String line) {
        everyCut(line(line), new Read.Malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 192.0.2.7 10.0.0.1 1 2\n", "\n", "\0", "\r\n\r\n\0\r\nQUIX"})
    void notALineEither(String octets) {
        everyCut(octets.getBytes(StandardCharsets.ISO_8859_1), new Read.Malformed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111000c", "2211000c", "2112000c", "2141000c", "2111000b", "21210023", "21110000", "31"})
    void notABinaryHeader(String header) {
        everyCut(HexFormat.of().parseHex(SIGNATURE + header + FROM_6), new Read.Malformed());
    }

    private static byte[] line(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void everyCut(byte[] header, Read expected) {
        var octets = Unpooled.wrappedBuffer(header, BEHIND);
        for (int cut = 0; cut <= header.length; cut++) {
            var whole = octets.duplicate();
            var reader = new ProxyHeader();
            var first = reader.next(whole.readSlice(cut));
            var read = first instanceof Read.Incomplete ? reader.next(whole) : first;
            assertEquals(expected, read, "cut at " + cut);
            if (!(expected instanceof Read.Malformed)) {
                assertEquals(BEHIND.length, whole.readableBytes(), "cut at " + cut);
            }
        }
        assertEquals(expected, inPieces(header, 1));
    }

    private static Read inPieces(byte[] header, int octets) {
        var reader = new ProxyHeader();
        var all = Unpooled.wrappedBuffer(header);
        while (all.readableBytes() > octets) {
            var read = reader.next(all.readSlice(octets));
            if (!(read instanceof Read.Incomplete)) {
                assertEquals(new Read.Malformed(), read, "too early at " + all.readerIndex());
                return read;
            }
        }
        return reader.next(all);
    }
}
