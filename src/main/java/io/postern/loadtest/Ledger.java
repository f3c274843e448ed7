package io.postern.loadtest;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The account of one load: what was sent, what the senders were told, and where the messages are. {@code uncertain} are
 * those of which an attempt ended after the dot without a 2xx; {@code arrived} and {@code quarantined} count copies.
 */
public record Ledger(
        Set<MessageId> sent,
        Set<MessageId> infected,
        Set<MessageId> acknowledged,
        Set<MessageId> uncertain,
        Map<MessageId, Integer> arrived,
        Map<MessageId, Integer> quarantined,
        Set<MessageId> damaged) {

    /** Acknowledged, and neither in a sink nor in quarantine: the one thing that must never happen. */
    public Set<MessageId> lost() {
        return without(without(acknowledged, arrived.keySet()), quarantined.keySet());
    }

    /** Sent and never acknowledged: the sender still has them. */
    public Set<MessageId> unacknowledged() {
        return without(sent, acknowledged);
    }

    /** With more than one copy, wherever the copies are. */
    public Set<MessageId> duplicates() {
        var found = new TreeSet<>(arrived.keySet());
        found.addAll(quarantined.keySet());
        found.removeIf(id -> arrived.getOrDefault(id, 0) + quarantined.getOrDefault(id, 0) < 2);
        return found;
    }

    /** Duplicates that no interrupted attempt accounts for. */
    public Set<MessageId> unexplainedDuplicates() {
        return without(duplicates(), uncertain);
    }

    /** Infected and in a sink. */
    public Set<MessageId> infectedArrived() {
        var found = new TreeSet<>(infected);
        found.retainAll(arrived.keySet());
        return found;
    }

    /** Clean and in quarantine. */
    public Set<MessageId> cleanQuarantined() {
        return without(quarantined.keySet(), infected);
    }

    /** In a sink or in quarantine, and never sent. */
    public Set<MessageId> unknown() {
        var found = new TreeSet<>(arrived.keySet());
        found.addAll(quarantined.keySet());
        found.removeAll(sent);
        return found;
    }

    /** True if everything sent was acknowledged and is where it belongs, as it was sent. */
    public boolean balances() {
        return lost().isEmpty() && unacknowledged().isEmpty() && unexplainedDuplicates().isEmpty()
                && infectedArrived().isEmpty() && cleanQuarantined().isEmpty() && unknown().isEmpty() && damaged.isEmpty();
    }

    private static Set<MessageId> without(Collection<MessageId> all, Collection<MessageId> removed) {
        var rest = new TreeSet<>(all);
        removed.forEach(rest::remove);
        return rest;
    }
}
