package io.postern.smtp;

import java.util.Locale;
import java.util.Optional;

/**
 * One ESMTP parameter of a command line (RFC 5321 §4.1.2 {@code esmtp-param}), its keyword in upper case.
 *
 * @param end where the next one begins
 */
record Parameter(String keyword, Optional<String> value, int end) {

    /** The first at or after {@code from}, or empty if there is only white space. */
    static Optional<Parameter> at(String text, int from) {
        int start = from;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        if (start == text.length()) {
            return Optional.empty();
        }
        int space = text.indexOf(' ', start);
        int end = space < 0 ? text.length() : space;
        int equals = text.indexOf('=', start);
        int keywordEnd = equals < 0 || equals > end ? end : equals;
        return Optional.of(new Parameter(
                text.substring(start, keywordEnd).toUpperCase(Locale.ROOT),
                keywordEnd < end ? Optional.of(text.substring(keywordEnd + 1, end)) : Optional.empty(),
                end));
    }

    /** Why one that nobody asked for is refused: because it is none, or because we do not know it. */
    Reply refusal() {
        return isKeyword() ? Replies.UNKNOWN_PARAMETER : Replies.BAD_PARAMETER;
    }

    private boolean isKeyword() {
        for (int i = 0; i < keyword.length(); i++) {
            char c = keyword.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' && i > 0)) {
                return false;
            }
        }
        return !keyword.isEmpty();
    }
}
