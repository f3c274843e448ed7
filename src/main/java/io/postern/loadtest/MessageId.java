package io.postern.loadtest;

/** The number of one message of a load, 0 to 999,999,999. */
public record MessageId(int number) implements Comparable<MessageId> {

    private static final int DIGITS = 6;

    @Override
    public int compareTo(MessageId other) {
        return Integer.compare(number, other.number);
    }

    /** {@code m000123}. */
    @Override
    public String toString() {
        var digits = Integer.toString(number);
        return "m" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }
}
