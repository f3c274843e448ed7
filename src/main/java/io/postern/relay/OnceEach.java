package io.postern.relay;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** What is worth one line in the log for each next hop, of which there may be many. One event loop's. */
final class OnceEach {

    private static final int MOST = 1000;

    private final Set<InetSocketAddress> seen = new HashSet<>();

    boolean isFirst(InetSocketAddress hop) {
        return seen.size() < MOST && seen.add(hop);
    }
}
