package io.postern.scan;

/** Text of strangers made fit for replies, headers and logs: printable ASCII, at most {@value #MAX_LENGTH} characters. */
final class PlainText {

    static final int MAX_LENGTH = 200;

    private PlainText() {
    }

    static String of(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        var plain = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            plain.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return plain.toString();
    }
}
