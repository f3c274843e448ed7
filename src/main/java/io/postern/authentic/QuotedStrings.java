package io.postern.authentic;

/** Quoted strings in a header field that has no comments any more (RFC 5322 §3.2.4). */
final class QuotedStrings {

    private QuotedStrings() {
    }

    /** The text with blanks in their places; one that never ends hides the rest. */
    static String removed(String text) {
        var left = new StringBuilder(text.length());
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                left.append(' ');
            } else if (!quoted) {
                left.append(c);
            } else if (c == '\\') {
                i++;
            }
        }
        return left.toString();
    }
}
