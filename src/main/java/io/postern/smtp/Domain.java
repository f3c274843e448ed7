package io.postern.smtp;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * A domain as SMTP writes it (RFC 5321 §4.1.2): a name in lower case without a trailing dot, or an address literal in
 * square brackets. Names are compared without regard to case, which is why they are stored folded; one with U-labels
 * (RFC 6531 §3.3) equals the one with the A-labels that stand for them.
 *
 * @param name ASCII, as the DNS knows it
 * @param written as it stood in the address, for the envelope; the same unless it has U-labels
 */
public record Domain(String name, String written) {

    /** RFC 5321 §4.5.3.1.2, in octets. */
    public static final int MAX_OCTETS = 255;

    public Domain(String name) {
        this(name, name);
    }

    /** The domain written in {@code text}, or empty if it is neither a name nor an address literal. */
    public static Optional<Domain> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_OCTETS) {
            return Optional.empty();
        }
        if (text.charAt(0) == '[') {
            return AddressLiteral.isValid(text) ? Optional.of(new Domain(text)) : Optional.empty();
        }
        if (!Utf8.isAscii(text)) {
            return international(text.toLowerCase(Locale.ROOT));
        }
        return isName(text) ? Optional.of(new Domain(text.toLowerCase(Locale.ROOT))) : Optional.empty();
    }

    /**
     * The JDK maps by IDNA 2003, which makes another name of some: {@code \u00df} would lead to a stranger's {@code ss}. A
     * U-label is what comes back from its A-label unchanged (RFC 5890 §2.3.2.1); all else is no domain.
     */
    private static Optional<Domain> international(String written) {
        try {
            var name = IDN.toASCII(written, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return name.length() <= MAX_OCTETS && isName(name) && IDN.toUnicode(name).equals(written)
                    ? Optional.of(new Domain(name, written)) : Optional.empty();
        } catch (IllegalArgumentException noDomain) {
            return Optional.empty();
        }
    }

    public boolean isAscii() {
        return Utf8.isAscii(written);
    }

    public boolean isAddressLiteral() {
        return name.charAt(0) == '[';
    }

    /** Labels of letters, digits, hyphens; underscores too, since they are seen in working mail domains. */
    private static boolean isName(String text) {
        int labelStart = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '.') {
                if (i == labelStart || i - labelStart > 63 || text.charAt(labelStart) == '-' || text.charAt(i - 1) == '-') {
                    return false;
                }
                labelStart = i + 1;
            } else if (!isLabelOctet(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabelOctet(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Domain domain && name.equals(domain.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
