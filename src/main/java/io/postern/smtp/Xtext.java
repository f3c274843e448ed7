package io.postern.smtp;

import java.util.HexFormat;

/** Values of the parameters of RFC 3461, which are kept as they were given, and of XCLIENT. */
public final class Xtext {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Xtext() {
    }

    /** RFC 3461 §4: what is not printable ASCII, and {@code +} and {@code =}, stands there in two digits. */
    public static String encode(byte[] octets) {
        var text = new StringBuilder(octets.length);
        for (byte octet : octets) {
            if (octet < '!' || octet > '~' || octet == '+' || octet == '=') {
                text.append('+').append(HEX.toHexDigits(octet));
            } else {
                text.append((char) octet);
            }
        }
        return text.toString();
    }

    /** RFC 3461 §4; what it stands for is printable ASCII, as §4.2 and §4.4 demand. */
    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int octet = hex(text, i + 1) << 4 | hex(text, i + 2);
                if (octet < ' ' || octet > '~') {
                    return false;
                }
                i += 2;
            } else if (c < '!' || c > '~' || c == '=') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * {@code utf-8-addr-xtext} and {@code utf-8-addr-unitext} of RFC 6533 §3, of characters that are decoded already:
     * what cannot stand for itself is <code>\x{20AC}</code>.
     */
    static boolean isUtf8Address(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                int close = text.indexOf('}', i);
                if (!text.startsWith("x{", i + 1) || !isScalar(text, i + 3, close)) {
                    return false;
                }
                i = close;
            } else if (c < '!' || c == '+' || c == '=' || c == 0x7F) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isScalar(String text, int from, int to) {
        if (to - from < 2 || to - from > 6) {
            return false;
        }
        int scalar = 0;
        for (int i = from; i < to; i++) {
            scalar = scalar << 4 | hex(text, i);
        }
        return scalar >= 0 && scalar <= Character.MAX_CODE_POINT && (scalar < 0xD800 || scalar > 0xDFFF)
                && !Character.isISOControl(scalar);
    }

    /** Of one digit in upper case; negative if it is none. */
    private static int hex(String text, int at) {
        char c = at < text.length() ? text.charAt(at) : 0;
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
