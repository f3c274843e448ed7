package io.postern.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.AddressLiteral;

/**
 * Reads the header that a load balancer puts before a connection (the PROXY protocol, version 1 or 2), however it was
 * split, and not an octet more. What cannot become a header is told at its first wrong octet. At most 108 octets are
 * kept; the rest of a long header of version 2 (TLVs) is passed over.
 */
public final class ProxyHeader {

    /** What came so far. */
    public sealed interface Read {

        record Incomplete() implements Read {
        }

        /** Not a header. */
        record Malformed() implements Read {
        }

        /** The load balancer speaks for itself (LOCAL), or for a client that has no Internet address. */
        record Unnamed() implements Read {
        }

        /** IPv4-mapped addresses are IPv4. */
        record Client(InetAddress address, int port) implements Read {
        }
    }

    private static final Read INCOMPLETE = new Read.Incomplete();
    private static final Read MALFORMED = new Read.Malformed();
    private static final Read UNNAMED = new Read.Unnamed();

    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    /** Of version 1, with its CRLF. */
    private static final int LINE_OCTETS = 107;
    /** Of version 2: signature, version and command, family, length. */
    private static final int FIXED_OCTETS = 16;

    private byte[] kept = new byte[FIXED_OCTETS + 36];
    private int length;
    /** Of version 2, once its fixed part is here: what is still to come of the header. */
    private int missing = -1;

    /** Takes from {@code buffer} what belongs to the header. After anything but {@link Read.Incomplete} it is over. */
    public Read next(ByteBuf buffer) {
        while (buffer.isReadable()) {
            var read = missing > 0 ? rest(buffer) : octet(buffer.readByte());
            if (read != INCOMPLETE) {
                return read;
            }
        }
        return INCOMPLETE;
    }

    private Read octet(byte octet) {
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, LINE_OCTETS);
        }
        kept[length++] = octet;
        return kept[0] == LINE[0] ? line(octet) : binary();
    }

    private Read line(byte octet) {
        if (length <= LINE.length) {
            return octet == LINE[length - 1] ? INCOMPLETE : MALFORMED;
        }
        if (octet == '\n') {
            return kept[length - 2] == '\r'
                    ? line(new String(kept, LINE.length, length - LINE.length - 2, StandardCharsets.ISO_8859_1)) : MALFORMED;
        }
        return length < LINE_OCTETS ? INCOMPLETE : MALFORMED;
    }

    private static Read line(String text) {
        var words = text.split(" ", -1);
        if (words[0].equals("UNKNOWN")) {
            return UNNAMED;
        }
        boolean six = words[0].equals("TCP6");
        if (words.length != 5 || !six && !words[0].equals("TCP4")) {
            return MALFORMED;
        }
        var source = address(words[1], six);
        int port = port(words[3]);
        return source.isPresent() && address(words[2], six).isPresent() && port >= 0 && port(words[4]) >= 0
                ? new Read.Client(source.get(), port) : MALFORMED;
    }

    private static Optional<InetAddress> address(String text, boolean six) {
        var address = AddressLiteral.address(six ? "[IPv6:" + text + ']' : '[' + text + ']');
        // 010.0.0.1 is an address to some and another one to others
        return six ? address : address.filter(four -> four.getHostAddress().equals(text));
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || digits.length() > 1 && digits.charAt(0) == '0') {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = 10 * port + digit;
        }
        return port <= 0xFFFF ? port : -1;
    }

    private Read binary() {
        if (length <= BINARY.length) {
            return kept[length - 1] == BINARY[length - 1] ? INCOMPLETE : MALFORMED;
        }
        return switch (length) {
            case 13 -> kept[12] == 0x20 || kept[12] == 0x21 ? INCOMPLETE : MALFORMED;
            case 14 -> isLocal() || addressOctets() >= 0 ? INCOMPLETE : MALFORMED;
            case FIXED_OCTETS -> {
                missing = (kept[14] & 0xFF) << 8 | kept[15] & 0xFF;
                yield !isLocal() && missing < 2 * addressOctets() + 4 && addressOctets() > 0 ? MALFORMED
                        : missing == 0 ? UNNAMED : INCOMPLETE;
            }
            default -> INCOMPLETE;
        };
    }

    private boolean isLocal() {
        return kept[12] == 0x20;
    }

    /** Of one address of this family: 0 if we do not want it (UNSPEC, UNIX), -1 if no SMTP client has such. */
    private int addressOctets() {
        return switch (kept[13]) {
            case 0x11 -> 4;
            case 0x21 -> 16;
            case 0x00, 0x31 -> 0;
            default -> -1;
        };
    }

    private Read rest(ByteBuf buffer) {
        int wanted = isLocal() || addressOctets() == 0 ? FIXED_OCTETS : FIXED_OCTETS + 2 * addressOctets() + 4;
        int taken = Math.min(missing, buffer.readableBytes());
        int kept = Math.clamp(wanted - length, 0, taken);
        buffer.readBytes(this.kept, length, kept);
        length += kept;
        buffer.skipBytes(taken - kept);
        missing -= taken;
        return missing > 0 ? INCOMPLETE : wanted == FIXED_OCTETS ? UNNAMED : client();
    }

    private Read client() {
        int octets = addressOctets();
        int port = FIXED_OCTETS + 2 * octets;
        try {
            var address = InetAddress.getByAddress(Arrays.copyOfRange(kept, FIXED_OCTETS, FIXED_OCTETS + octets));
            return new Read.Client(address, (kept[port] & 0xFF) << 8 | kept[port + 1] & 0xFF);
        } catch (UnknownHostException neverOfThisLength) {
            return MALFORMED;
        }
    }
}
