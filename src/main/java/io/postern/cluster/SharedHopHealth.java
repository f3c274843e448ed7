package io.postern.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

import io.postern.route.HopNews;
import io.postern.route.LocalHopHealth;

/**
 * Makes the breakers of all nodes one: what this node finds out about a next hop is told at once, and as long as it holds
 * again and again, for those who came later; what others tell goes into this node's own memory. Addresses that are another
 * machine on each node, loopback and link-local ones, are nobody else's business.
 */
final class SharedHopHealth implements Gossip.Subject, Consumer<HopNews> {

    static final String TOPIC = "postern-hops-1";
    /** So that a probe is heard of several times within its lease. */
    private static final int BEATS_BETWEEN = 3;
    private static final int MOST_NEWS = 500;

    private final LocalHopHealth local;
    private volatile Consumer<Gossip.Words> tell = _ -> { };
    private volatile boolean oneMachine;
    private int beats;

    SharedHopHealth(LocalHopHealth local) {
        this.local = local;
    }

    @Override
    public void begin(Consumer<Gossip.Words> toAll) {
        tell = toAll;
        local.tell(this);
    }

    /** How it is said: their number, then each. */
    private static Gossip.Words words(List<HopNews> news) {
        return out -> {
            out.writeShort(news.size());
            for (var each : news) {
                HopOctets.write(each, out);
            }
        };
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String operation() {
        return "hop-view";
    }

    @Override
    public void oneMachine(boolean one) {
        oneMachine = one;
    }

    @Override
    public void accept(HopNews news) {
        if (concernsOthers(news)) {
            tell.accept(words(List.of(news)));
        }
    }

    @Override
    public void beat() {
        if (beats++ % BEATS_BETWEEN == 0) {
            var still = local.news().filter(this::concernsOthers).limit(MOST_NEWS).toList();
            if (!still.isEmpty()) {
                tell.accept(words(still));
            }
        }
    }

    @Override
    public void hear(String node, DataInputStream said) throws IOException {
        for (int left = said.readUnsignedShort(); left > 0; left--) {
            var news = HopOctets.read(said);
            if (concernsOthers(news)) {
                local.heard(node, news);
            }
        }
    }

    private boolean concernsOthers(HopNews news) {
        return oneMachine || HopOctets.isTheSameForAll(news.hop());
    }
}
