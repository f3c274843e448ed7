package io.postern.scan;

/**
 * Text that a regular expression may look at only so often: a stranger's header line must not hold a worker for hours in
 * a pattern's backtracking.
 */
final class BoundedText implements CharSequence {

    private static final int MAX_LOOKS = 5_000_000;

    /** The pattern looked too often. */
    static final class TooHard extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooHard() {
            super("pattern needs too many steps", null, false, false);
        }
    }

    private final String text;
    private int looks;

    BoundedText(String text) {
        this.text = text;
    }

    @Override
    public char charAt(int index) {
        if (++looks > MAX_LOOKS) {
            throw new TooHard();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
