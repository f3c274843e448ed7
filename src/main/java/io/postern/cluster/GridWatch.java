package io.postern.cluster;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import org.slf4j.event.Level;

/**
 * Looks at the grid with each beat and tells people what is not as it should be: that this node is alone, that a member is
 * no node of ours. Confined to the grid's thread.
 */
final class GridWatch {

    private static final long ALONE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long STRANGE_NANOS = Duration.ofSeconds(30).toNanos();

    private final NodeHealth health;
    private final Metrics metrics;
    private final Lasting alone;
    private final Lasting strange;

    GridWatch(NodeHealth health, Metrics metrics, LongSupplier nanoClock) {
        this.health = health;
        this.metrics = metrics;
        this.alone = new Lasting(ALONE_NANOS, nanoClock);
        this.strange = new Lasting(STRANGE_NANOS, nanoClock);
    }

    /** {@code members} of the grid, this one included: each of ours says each second how it is. */
    void look(int members) {
        int others = health.living();
        switch (alone.turn(others == 0)) {
            case BEGUN -> MailLog.event(Level.WARN, "node-alone", "members", members);
            case ENDED -> MailLog.event(Level.INFO, "node-in-company", "others", others);
            case UNCHANGED -> { }
        }
        if (strange.turn(members - 1 > others) == Lasting.Turn.BEGUN) {
            metrics.alert("grid-stranger");
            MailLog.event(Level.ERROR, "grid-stranger", "members", members, "nodes", others + 1, "why",
                    "a member of the grid says nothing under cluster.secret: a stranger, or a node with another secret");
        }
    }

    /** An address that the whole world may reach is one the operator should have meant. */
    static void warnOfPublic(InetAddress bound) {
        if (!isPrivate(bound)) {
            MailLog.event(Level.WARN, "grid-public-address", "address", bound.getHostAddress(), "why",
                    "let nobody but the other nodes reach it, or name a private one under interfaces");
        }
    }

    /** Private, shared (RFC 6598), unique local (RFC 4193), link-local or loopback. */
    static boolean isPrivate(InetAddress address) {
        var octets = address.getAddress();
        boolean shared = octets.length == 4 && octets[0] == 100 && (octets[1] & 0xc0) == 64;
        boolean uniqueLocal = octets.length == 16 && (octets[0] & 0xfe) == 0xfc;
        return shared || uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                || address.isLoopbackAddress();
    }
}
