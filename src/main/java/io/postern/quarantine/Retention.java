package io.postern.quarantine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import org.slf4j.event.Level;

/**
 * Lets go what was kept long enough, and the oldest of what is too much. Where nodes share a vault each does this, and what
 * another took away is neither counted nor told twice. Blocks; one at a time.
 */
final class Retention {

    private static final int AT_ONCE = 500;

    private enum Cause { AGE, SIZE }

    private final Vault vault;
    private final OpenIndex index;
    private final Duration age;
    private final OptionalLong octets;
    private final InstantSource clock;
    private final Metrics metrics;
    private final BooleanSupplier stopping;

    Retention(Vault vault, OpenIndex index, Duration age, OptionalLong octets, InstantSource clock, Metrics metrics,
            BooleanSupplier stopping) {
        this.vault = vault;
        this.index = index;
        this.age = age;
        this.octets = octets;
        this.clock = clock;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    boolean isTooMuch(long held) {
        return held > octets.orElse(Long.MAX_VALUE);
    }

    void run() throws IOException {
        long oldestKept = clock.instant().minus(age).toEpochMilli();
        long left = index.asked(QuarantineIndex::octets);
        var removed = new EnumMap<Cause, Long>(Cause.class);
        try {
            for (var some = oldest(); !some.isEmpty(); some = oldest()) {
                for (var entry : some) {
                    boolean tooOld = entry.epochMillis() < oldestKept;
                    if (stopping.getAsBoolean() || !tooOld && !isTooMuch(left)) {
                        return;
                    }
                    left -= entry.octets();
                    if (remove(entry.id())) {
                        removed.merge(tooOld ? Cause.AGE : Cause.SIZE, 1L, Long::sum);
                    }
                }
            }
        } finally {
            removed.forEach(this::told);
        }
    }

    private List<IndexEntry> oldest() throws IOException {
        return index.asked(it -> it.oldest(AT_ONCE));
    }

    private boolean remove(String id) throws IOException {
        boolean ours = vault.delete(id);
        index.asked(it -> {
            it.remove(id);
            return null;
        });
        return ours;
    }

    private void told(Cause cause, long messages) {
        var word = cause.name().toLowerCase(Locale.ROOT);
        metrics.quarantineRemoved(word, messages);
        MailLog.event(Level.INFO, "quarantine-retention", "cause", word, "removed", messages);
    }
}
