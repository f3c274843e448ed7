package io.postern.observe;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The cluster as this node sees it, read from its own memory: never waits, any thread. */
public interface ClusterView {

    /** Live and recent nodes, this one included. */
    List<NodeView> nodes();

    /** Whether this node is joined to the grid; {@code false} for a node that was configured to be alone. */
    boolean gridUp();

    /**
     * Whether this node hears of no other living one; {@code false} for a node that was configured to be alone.
     * A member of a grid may be alone in it, cut off from the others.
     */
    default boolean isAlone() {
        return false;
    }

    /** Whether the address leads to a live or recent member, this node included; loopback is nobody's. */
    boolean isMember(InetAddress address);

    /** Whether the address is that of another live or recent member and not this machine's. */
    default boolean isSibling(InetAddress address) {
        return false;
    }

    /** Whether another node than this is ready, and not busy: one that a sender who is sent away can try. */
    boolean anotherReady();

    /** Names of all live and recent members, lower case. */
    Set<String> memberNames();

    /** The view of a node without a grid: itself. */
    static ClusterView alone(Supplier<NodeView> self) {
        return new AloneView(self);
    }
}
