package io.postern.smtp;

/** What a listener takes beyond what every listener does: parameters that it did not announce are refused. */
public record Offer(boolean dsn, boolean binaryMime) {

    public static final Offer PLAIN = new Offer(false, false);
}
