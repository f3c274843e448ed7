package io.postern.message;

import java.util.Locale;
import java.util.Set;

/** Whose word a field of Authentication-Results claims to be (RFC 8601 §2.2). */
final class ResultsClaim {

    /** Its name, in lower case. */
    static final String FIELD = "authentication-results";

    private ResultsClaim() {
    }

    /**
     * Whether a field with this value claims to be of one of these names, in lower case. What names nobody that can be read could
     * be taken for anybody's.
     */
    static boolean isOf(Set<String> names, String value) {
        var text = Comments.removed(value).strip().toLowerCase(Locale.ROOT);
        var id = text.startsWith("\"") ? quoted(text) : firstWord(text);
        var name = id.endsWith(".") ? id.substring(0, id.length() - 1) : id;
        return name.isEmpty() || names.contains(name);
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != ';' && text.charAt(end) != '/') {
            end++;
        }
        return text.substring(0, end);
    }

    /** RFC 5322 §3.2.4; empty where it has no end. */
    private static String quoted(String text) {
        var id = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return id.toString().strip();
            }
            if (c == '\\' && i + 1 < text.length()) {
                id.append(text.charAt(++i));
            } else if (c != '\r' && c != '\n') {
                id.append(c);
            }
        }
        return "";
    }
}
