package io.postern.authentic;

/** What one check may still ask (RFC 7208 §4.6.4), records that it leads to included. */
final class SpfBudget {

    static final int MAX_TERMS = 10;
    static final int MAX_VOID = 2;

    private int terms;
    private int voids;

    /** One more term that asks; {@code false} past the limit. */
    boolean term() {
        return ++terms <= MAX_TERMS;
    }

    void nothing() {
        voids++;
    }

    boolean isExhausted() {
        return voids > MAX_VOID;
    }
}
