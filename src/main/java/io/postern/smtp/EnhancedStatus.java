package io.postern.smtp;

import java.util.Optional;

/** An enhanced status code {@code class.subject.detail} (RFC 3463 §2). */
public record EnhancedStatus(int statusClass, int subject, int detail) {

    private static final int MAX_DIGITS = 3;

    /** The code at the head of {@code text}, or empty if none is there. */
    public static Optional<EnhancedStatus> at(String text) {
        int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
        int dot = text.indexOf('.', 2);
        if (end < 2 || "245".indexOf(text.charAt(0)) < 0 || text.charAt(1) != '.' || dot < 0 || dot > end) {
            return Optional.empty();
        }
        int subject = number(text, 2, dot);
        int detail = number(text, dot + 1, end);
        return subject < 0 || detail < 0 ? Optional.empty()
                : Optional.of(new EnhancedStatus(text.charAt(0) - '0', subject, detail));
    }

    /** Of one to three digits, else negative. */
    private static int number(String text, int start, int end) {
        if (start == end || end - start > MAX_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
