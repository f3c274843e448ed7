package io.postern.observe;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** How often one event is told that others may cause at will: so many lines a minute, the rest is only counted. */
final class LogBudget {

    static final int LINES = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private long sinceNanos;
    private int told;
    private long suppressed;

    LogBudget(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.sinceNanos = nanoClock.getAsLong();
    }

    /** Empty: say nothing. Else how many have not been told since the last line that was. */
    synchronized OptionalLong ask() {
        long now = nanoClock.getAsLong();
        if (now - sinceNanos >= WINDOW.toNanos()) {
            sinceNanos = now;
            told = 0;
        }
        if (told >= LINES) {
            suppressed++;
            return OptionalLong.empty();
        }
        told++;
        long untold = suppressed;
        suppressed = 0;
        return OptionalLong.of(untold);
    }
}
