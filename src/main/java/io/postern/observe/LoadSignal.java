package io.postern.observe;

import java.util.Locale;

/** What can bring a node to its limits. The page cache is none of it: the system gives that back by itself. */
public enum LoadSignal {
    /** Open sessions of those allowed. */
    SESSIONS,
    /** Memory held by bodies of their budget. */
    BODY_MEMORY,
    /** Disk held by bodies of their budget. */
    BODY_DISK,
    /** Lateness of the latest event loop. */
    LOOP_LAG,
    /** Heap that collections cannot free. */
    HEAP,
    /** Memory of the sockets' buffers of what the JVM allows. */
    DIRECT_MEMORY;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word in metrics and log. */
    public String label() {
        return label;
    }
}
