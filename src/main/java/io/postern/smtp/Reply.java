package io.postern.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One reply (RFC 5321 §4.2): a code, the enhanced status where there is one (RFC 2034), and the text of each line
 * without code and status.
 */
public record Reply(int code, Optional<EnhancedStatus> status, List<String> lines) {

    public Reply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code + " " + lines);
        }
    }

    /** A single-line reply with an enhanced status, written as in {@code "5.1.1"}. */
    public static Reply of(int code, String status, String text) {
        return new Reply(code, Optional.of(EnhancedStatus.at(status).orElseThrow()), List.of(text));
    }

    /** A single-line reply without an enhanced status (greeting, EHLO, 354). */
    public static Reply of(int code, String text) {
        return new Reply(code, Optional.empty(), List.of(text));
    }

    public boolean isPositive() {
        return code < 300;
    }

    public boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    public boolean isPermanent() {
        return code >= 500;
    }

    /** Codes that complain of who speaks and how, and say nothing of the message (RFC 5321 §4.2.2, RFC 4954 §6). */
    public boolean isAboutClient() {
        return switch (code) {
            case 500, 501, 502, 503, 504, 530, 534, 535, 538, 555 -> true;
            default -> false;
        };
    }

    /** With so many characters of its text, the first ones, if it has more. */
    public Reply abridged(int characters) {
        int left = characters;
        var kept = new ArrayList<String>();
        for (var line : lines) {
            if (line.length() > left) {
                kept.add(line.substring(0, left));
                return new Reply(code, status, kept);
            }
            left -= line.length();
            kept.add(line);
        }
        return this;
    }

    /** All lines in one, for logs. */
    public String text() {
        return String.join(" / ", lines);
    }

    @Override
    public String toString() {
        return code + status.map(s -> " " + s).orElse("") + " " + text();
    }
}
