package io.postern.scan;

/** Strangers' text made fit for a screen: no control characters, none that reorder or hide others. */
final class DisplayText {

    static final int HEADER_LIMIT = 1_000;
    private static final char REPLACEMENT = '\uFFFD';

    private DisplayText() {
    }

    /** On one line, at most {@code limit} characters. */
    static String line(String text, int limit) {
        var clean = lines(text, limit).replace('\n', ' ').replace('\t', ' ').strip();
        return text.length() > limit ? clean + '…' : clean;
    }

    /** With its line feeds and tabs. */
    static String lines(String text, int limit) {
        var clean = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length() && clean.length() < limit; i++) {
            char c = text.charAt(i);
            if (c != '\r') {
                clean.append(isHarmless(c) ? c : REPLACEMENT);
            }
        }
        return clean.toString();
    }

    /** Format characters (Unicode category Cf) hold all that turn the direction of text; joiners are lost with them. */
    private static boolean isHarmless(char c) {
        return c == '\n' || c == '\t' || !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT
                && Character.getType(c) != Character.LINE_SEPARATOR && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
    }
}
