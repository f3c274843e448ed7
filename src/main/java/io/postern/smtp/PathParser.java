package io.postern.smtp;

import java.util.Optional;

/**
 * Reads a path in angle brackets (RFC 5321 §4.1.2). A source route is read and forgotten (§3.6.1, appendix C). Whatever
 * stands in the local part, percent signs or a quoted {@code @}, is the business of the final host alone. UTF-8 is read
 * (RFC 6531 §3.3); whether it may be there is for others to say.
 */
final class PathParser {

    static final int MAX_LOCAL_PART = 64;
    static final int MAX_PATH = 256;

    /** What stood at the given place; {@code end} is the index after the closing bracket. */
    sealed interface Path {

        record Address(Mailbox mailbox, int end) implements Path {
        }

        record Null(int end) implements Path {
        }

        record Postmaster(int end) implements Path {
        }

        record NotUtf8() implements Path {
        }

        record Bad() implements Path {
        }
    }

    private static final Path BAD = new Path.Bad();
    private static final Path NOT_UTF8 = new Path.NotUtf8();
    private static final String POSTMASTER = "postmaster>";

    private PathParser() {
    }

    static Path parse(String text, int start) {
        if (start >= text.length() || text.charAt(start) != '<') {
            return BAD;
        }
        if (text.startsWith(">", start + 1)) {
            return new Path.Null(start + 2);
        }
        if (text.regionMatches(true, start + 1, POSTMASTER, 0, POSTMASTER.length())) {
            return new Path.Postmaster(start + 1 + POSTMASTER.length());
        }
        int local = afterSourceRoute(text, start + 1);
        int at = local < 0 ? -1 : afterLocalPart(text, local);
        int close = at < 0 || text.charAt(at) != '@' ? -1 : text.indexOf('>', at);
        if (close < 0) {
            return noAddress(text, start);
        }
        // RFC 5321 §4.5.3.1.1 and §4.5.3.1.3, in octets; the path counts with its punctuation
        if (at - local > MAX_LOCAL_PART || close + 1 - start > MAX_PATH) {
            return BAD;
        }
        var localPart = Utf8.decode(text.substring(local, at));
        var domain = domain(text, at + 1, close);
        return localPart.isEmpty() || domain.isEmpty()
                ? noAddress(text, start)
                : new Path.Address(new Mailbox(localPart.get(), domain.get()), close + 1);
    }

    private static Path noAddress(String text, int start) {
        return Utf8.decode(text.substring(start)).isEmpty() ? NOT_UTF8 : BAD;
    }

    private static Optional<Domain> domain(String text, int from, int to) {
        return Utf8.decode(text.substring(from, to)).flatMap(Domain::parse);
    }

    /** The index of the mailbox, after {@code @one,@two:} if there is a route; negative if the route is malformed. */
    private static int afterSourceRoute(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) == '@') {
            int end = i + 1;
            while (end < text.length() && ",:>".indexOf(text.charAt(end)) < 0 && text.charAt(end) != '[') {
                end++;
            }
            if (end < text.length() && text.charAt(end) == '[') {
                end = text.indexOf(']', end) + 1;
            }
            if (end <= i || end >= text.length() || domain(text, i + 1, end).isEmpty()) {
                return -1;
            }
            if (text.charAt(end) == ':') {
                return end + 1;
            }
            if (text.charAt(end) != ',' || !text.startsWith("@", end + 1)) {
                return -1;
            }
            i = end + 1;
        }
        return i;
    }

    /** The index after a Dot-string or Quoted-string that is followed by something; negative if there is none. */
    private static int afterLocalPart(String text, int start) {
        int end = text.startsWith("\"", start) ? afterQuotedString(text, start) : afterDotString(text, start);
        return end < text.length() ? end : -1;
    }

    private static int afterDotString(String text, int start) {
        int atom = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (i == atom) {
                    return -1;
                }
                atom = i + 1;
            } else if (!isAtomOctet(c)) {
                return i == atom ? -1 : i;
            }
        }
        return -1;
    }

    private static int afterQuotedString(String text, int start) {
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
                // RFC 6531 §3.3 leaves quoted-pairSMTP as it was
                if (i < text.length() && text.charAt(i) > '~') {
                    return -1;
                }
            }
            if (i < text.length() && (text.charAt(i) < ' ' || text.charAt(i) == 0x7F)) {
                return -1;
            }
        }
        return -1;
    }

    /** {@code atext} of RFC 5322 §3.2.3, and any octet of UTF-8. */
    static boolean isAtomOctet(char c) {
        return c >= 0x80 || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }
}
