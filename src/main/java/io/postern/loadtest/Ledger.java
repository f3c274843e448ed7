package io.postern.loadtest;

/**
 * The account of one load: what was sent, what the senders were told, and where the messages are. {@code refused} were
 * answered 5xx; {@code uncertain} are those of which an attempt ended after the dot without a 2xx.
 */
public record Ledger(
        MessageIds sent,
        MessageIds infected,
        Fate fate,
        MessageIds acknowledged,
        MessageIds refused,
        MessageIds uncertain,
        Copies arrived,
        Copies quarantined,
        MessageIds damaged) {

    /** Acknowledged, and neither in a sink nor in quarantine: the one thing that must never happen. */
    public MessageIds lost() {
        return acknowledged.without(arrived.ids()).without(quarantined.ids());
    }

    /** Sent and never acknowledged, although it should have been: the sender still has them. */
    public MessageIds unacknowledged() {
        var open = sent.without(acknowledged);
        return fate == Fate.REJECTED ? open.without(refused.and(infected)) : open;
    }

    /** With more than one copy, wherever the copies are. */
    public MessageIds duplicates() {
        var found = arrived.ids().and(quarantined.ids());
        found.addAll(arrived.several().keySet());
        found.addAll(quarantined.several().keySet());
        return found;
    }

    /** Duplicates that no interrupted attempt accounts for. */
    public MessageIds unexplainedDuplicates() {
        return duplicates().without(uncertain);
    }

    /** Infected and in a sink, although it should not be. */
    public MessageIds infectedArrived() {
        return fate == Fate.DELIVERED ? new MessageIds() : infected.and(arrived.ids());
    }

    /** In quarantine, and not to be there. */
    public MessageIds cleanQuarantined() {
        return fate == Fate.QUARANTINED ? quarantined.ids().without(infected) : quarantined.ids();
    }

    /** In a sink or in quarantine, and never sent. */
    public MessageIds unknown() {
        return arrived.ids().or(quarantined.ids()).without(sent);
    }

    /** True if nothing is lost, changed, doubled without cause or where it does not belong, whatever was given up. */
    public boolean isSound() {
        return lost().isEmpty() && unexplainedDuplicates().isEmpty() && infectedArrived().isEmpty()
                && cleanQuarantined().isEmpty() && unknown().isEmpty() && damaged.isEmpty();
    }

    /** True if everything sent was acknowledged and is where it belongs, as it was sent. */
    public boolean balances() {
        return isSound() && unacknowledged().isEmpty();
    }
}
