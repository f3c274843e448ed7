package io.postern.fuzz;

/** The rules of DATA again, by looking back in the whole input: RFC 5321 §4.1.1.4, §4.5.2. */
record NaiveData(String wireForm, boolean finished, int length) {

    /** {@code text} is what follows the 354. */
    static NaiveData of(String text) {
        int end = ("\r\n" + text).indexOf("\r\n.\r\n");
        return end < 0 ? new NaiveData(text, false, text.length()) : new NaiveData(text.substring(0, end), true, end + 3);
    }

    /** Without stuffed dots. */
    String content() {
        return unstuffed(wireForm);
    }

    static String unstuffed(String wireForm) {
        return ("\r\n" + wireForm).replace("\r\n.", "\r\n").substring(2);
    }

    static String stuffed(String content) {
        return ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);
    }

    boolean bareLf() {
        return (" " + wireForm).matches("(?s).*[^\r]\n.*");
    }

    /** A CR at the very end of what is unfinished may still get its LF. */
    boolean bareCr() {
        return wireForm.matches("(?s).*\r[^\n].*");
    }

    boolean has(int from, int to) {
        return wireForm.chars().anyMatch(c -> c >= from && c <= to);
    }
}
