package io.postern.observe;

import java.util.Locale;

/** What a node is about; in this order over its life, {@code READY} and {@code BUSY} changing places as load does. */
public enum NodeState {
    STARTING,
    READY,
    BUSY,
    DRAINING,
    GONE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The word in metrics, JSON and log. */
    public String label() {
        return label;
    }
}
