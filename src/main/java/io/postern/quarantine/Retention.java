package io.postern.quarantine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
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
    /** More, and nobody knows whose clock is wrong. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    private enum Cause { AGE, SIZE }

    private enum Deletion { OURS, GONE, STAYS }

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

    /** What cannot be deleted stays, and others go; fails if there is no end to it. */
    void run() throws IOException {
        long oldestKept = oldestKept();
        long left = index.asked(QuarantineIndex::octets);
        var removed = new EnumMap<Cause, Long>(Cause.class);
        var failures = FailureStreak.ofMessages();
        var staying = new HashSet<String>();
        try {
            for (var some = oldest(staying); !some.isEmpty(); some = oldest(staying)) {
                for (var entry : some) {
                    boolean tooOld = entry.epochMillis() < oldestKept;
                    if (stopping.getAsBoolean() || !tooOld && !isTooMuch(left)) {
                        return;
                    }
                    switch (deleted(entry.id(), failures)) {
                        case OURS -> removed.merge(tooOld ? Cause.AGE : Cause.SIZE, 1L, Long::sum);
                        case GONE -> { }
                        case STAYS -> {
                            staying.add(entry.id());
                            continue;
                        }
                    }
                    left -= entry.octets();
                    forget(entry.id());
                }
            }
        } finally {
            removed.forEach(this::told);
        }
    }

    /** By the earlier clock, ours or the vault's: one that is wrong must not take everything away. */
    private long oldestKept() {
        var ahead = vault.clockAhead();
        if (ahead.abs().compareTo(CLOCKS_APART) > 0) {
            metrics.alert("quarantine-retention");
            MailLog.limited(Level.ERROR, "quarantine-clock", "vault", vault.name(), "ahead", ahead,
                    "detail", "nothing is let go for its age while this node's clock and the store's are that far apart");
            return Long.MIN_VALUE;
        }
        return clock.instant().minus(ahead.isPositive() ? ahead : Duration.ZERO).minus(age).toEpochMilli();
    }

    private List<IndexEntry> oldest(Set<String> staying) throws IOException {
        return index.asked(it -> it.oldest(AT_ONCE + staying.size())).stream()
                .filter(entry -> !staying.contains(entry.id())).toList();
    }

    private Deletion deleted(String id, FailureStreak failures) throws IOException {
        try {
            var deletion = vault.delete(id) ? Deletion.OURS : Deletion.GONE;
            failures.end();
            return deletion;
        } catch (IOException failure) {
            metrics.alert("quarantine-retention");
            MailLog.limited(Level.ERROR, "quarantine-not-deleted", "id", id, "cause", failure.toString());
            failures.add(failure);
            return Deletion.STAYS;
        }
    }

    private void forget(String id) throws IOException {
        index.asked(it -> {
            it.remove(id);
            return null;
        });
    }

    private void told(Cause cause, long messages) {
        var word = cause.name().toLowerCase(Locale.ROOT);
        metrics.quarantineRemoved(word, messages);
        MailLog.event(Level.INFO, "quarantine-retention", "cause", word, "removed", messages);
    }
}
