package io.postern.gateway;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ids of letters and digits that differ between nodes, restarts and transactions. Thread-safe. */
public final class TransactionIds {

    private static final int RADIX = 36;
    private static final int PREFIXES = RADIX * RADIX * RADIX * RADIX;

    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();

    public TransactionIds() {
        prefix = Integer.toString(PREFIXES + new SecureRandom().nextInt(PREFIXES * (RADIX - 1)), RADIX);
    }

    public String next() {
        return prefix + Long.toString(System.currentTimeMillis(), RADIX)
                + Integer.toString(count.getAndIncrement() & 0xFFFFF, RADIX);
    }
}
