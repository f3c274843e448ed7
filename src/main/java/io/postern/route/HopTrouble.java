package io.postern.route;

/**
 * Why an attempt failed, by the hop's fault.
 *
 * @param phase      where in the dialogue, one word
 * @param cause      one word
 * @param detail     for people
 * @param conclusive one such trouble is enough: the next message would pay for it in the same way
 */
public record HopTrouble(String phase, String cause, String detail, boolean conclusive) {

    private static final int MOST_DETAIL = 200;

    public HopTrouble {
        detail = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
    }
}
