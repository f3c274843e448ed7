package io.postern.route;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What one node finds out about a next hop and all others should know. */
public sealed interface HopNews {

    InetSocketAddress hop();

    /**
     * The hop is in trouble.
     *
     * @param left     for how long it is to be left alone from now on
     * @param openings how often that was said since its last success
     */
    record Opened(InetSocketAddress hop, Duration left, int openings, HopTrouble trouble) implements HopNews {
    }

    /** One message is on its way to find out whether the trouble is over. */
    record Probing(InetSocketAddress hop) implements HopNews {
    }

    /** It answers again. */
    record Closed(InetSocketAddress hop) implements HopNews {
    }

    /** A person wants it to be tried anew. */
    record Forgotten(InetSocketAddress hop) implements HopNews {
    }
}
