package io.postern.authentic;

/**
 * Comments as header fields have them, nested and with quoted pairs (RFC 5322 §3.2.2). A parenthesis in a quoted string begins
 * none, unlike in package message: between two of them an address or a result could hide.
 */
final class Comments {

    private Comments() {
    }

    /** The text with a space for each comment; one that never ends hides the rest. Quoted strings stay as they are. */
    static String removed(String text) {
        var left = new StringBuilder(text.length());
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && (quoted || depth > 0) && i + 1 < text.length()) {
                if (quoted) {
                    left.append(c).append(text.charAt(i + 1));
                }
                i++;
            } else if (quoted) {
                quoted = c != '"';
                left.append(c);
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
                if (depth == 0) {
                    left.append(' ');
                }
            } else if (depth == 0) {
                quoted = c == '"';
                left.append(c);
            }
        }
        return left.toString();
    }
}
