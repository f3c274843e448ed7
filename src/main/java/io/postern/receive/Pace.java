package io.postern.receive;

import java.time.Duration;

/** How fast one message comes. */
final class Pace {

    /** What must come before the time for the next block begins anew: single octets buy no time. */
    private static final int BLOCK_OCTETS = 4096;

    /** The whole message; 50 MiB in this time is 15 KiB a second. */
    private static final long WHOLE_NANOS = Duration.ofHours(1).toNanos();

    private final long startNanos = System.nanoTime();
    private long octets;
    private long blockEnd = BLOCK_OCTETS;

    void came(int more) {
        octets += more;
    }

    /** All that came so far, kept or not. */
    long octets() {
        return octets;
    }

    /** Whether another whole block has come since this was last true. */
    boolean hasBlock() {
        if (octets < blockEnd) {
            return false;
        }
        blockEnd = octets + BLOCK_OCTETS;
        return true;
    }

    boolean isLate(long nowNanos) {
        return nowNanos - startNanos > WHOLE_NANOS;
    }

    /** A message that may have {@code limitOctets} and comes to far more. */
    boolean isEndless(long limitOctets) {
        return octets > 2 * limitOctets + (1 << 20);
    }
}
