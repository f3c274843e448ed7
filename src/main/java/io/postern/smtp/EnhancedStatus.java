package io.postern.smtp;

import java.util.Optional;

/** An enhanced status code {@code class.subject.detail} (RFC 3463 §2). */
public record EnhancedStatus(int statusClass, int subject, int detail) {

    /** The code at the head of {@code text}, or empty if none is there. */
    public static Optional<EnhancedStatus> at(String text) {
        int end = text.indexOf(' ');
        var parts = (end < 0 ? text : text.substring(0, end)).split("\\.", -1);
        if (parts.length != 3 || parts[0].length() != 1 || "245".indexOf(parts[0].charAt(0)) < 0
                || !isNumber(parts[1]) || !isNumber(parts[2])) {
            return Optional.empty();
        }
        return Optional.of(new EnhancedStatus(
                parts[0].charAt(0) - '0', Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
    }

    private static boolean isNumber(String digits) {
        return !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
