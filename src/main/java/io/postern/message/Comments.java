package io.postern.message;

/**
 * The comments of a structured field (RFC 5322 §3.2.2). Quotes mean nothing here, unlike in package authentic: the names that
 * are looked for have no parenthesis, quoted or not.
 */
final class Comments {

    private Comments() {
    }

    /** They nest, and a backslash takes the meaning from what follows it; each leaves a space. One without end takes the rest. */
    static String removed(String text) {
        var rest = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
                rest.append(' ');
            } else if (depth == 0) {
                rest.append(c);
            } else if (c == ')') {
                depth--;
            } else if (c == '\\') {
                i++;
            }
        }
        return rest.toString();
    }
}
