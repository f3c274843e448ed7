package io.postern.observe;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The node's state, for probes and for siblings. Ready means: listeners up and not draining. Scanners, next hops, grid
 * and DNS have no say, or one outage of theirs would have every node restarted at once. Any thread.
 */
public final class Readiness {

    private final AtomicReference<NodeState> state = new AtomicReference<>(NodeState.STARTING);

    public NodeState state() {
        return state.get();
    }

    /**
     * Moves to a state. Only a busy node goes back (to ready); a draining one never serves again.
     *
     * @return whether the state changed
     */
    public boolean to(NodeState next) {
        while (true) {
            var now = state.get();
            boolean loadChanged = now == NodeState.BUSY && next == NodeState.READY;
            if (next.compareTo(now) <= 0 && !loadChanged) {
                return false;
            }
            if (state.compareAndSet(now, next)) {
                return true;
            }
        }
    }

    /** A busy node is ready too: it decides by itself whom to send to a sibling. */
    public boolean isReady() {
        var now = state.get();
        return now == NodeState.READY || now == NodeState.BUSY;
    }
}
