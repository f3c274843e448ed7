package io.postern.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.postern.config.Config.Rate;
import io.postern.policy.LocalRateCounter;
import io.postern.policy.RateCounter;

/**
 * Counts what all nodes take: each tells the others each second how much more it took, and adds what they tell to its own
 * count, so that to ask never leaves the node. Who is heading for the limit is told of at once, when a twentieth of it was
 * taken since: so much, from each other node, is what all together can exceed it by, and it is made up for afterwards, for
 * the excess counts too.
 */
final class SharedRates implements RateCounter, Gossip.Subject {

    static final String TOPIC = "postern-rates-1";
    private static final int AT_ONCE_PART = 20;
    private static final int MOST_KEYS = 20_000;
    private static final int MOST_TOGETHER = 2_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final LocalRateCounter local;
    private final ConcurrentHashMap<Key, AtomicInteger> untold = new ConcurrentHashMap<>();
    private volatile Consumer<Gossip.Words> tell = _ -> { };

    private record Key(long digest, Rate rate) {
    }

    private record Taken(Key key, int number) {
    }

    SharedRates(LocalRateCounter local) {
        this.local = local;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String operation() {
        return "rate-view";
    }

    @Override
    public void begin(Consumer<Gossip.Words> toAll) {
        tell = toAll;
    }

    @Override
    public boolean allows(String key, Rate rate) {
        return local.allows(key, rate);
    }

    @Override
    public void took(String key, Rate rate) {
        var counted = new Key(LocalRateCounter.digest(key), rate);
        local.took(counted.digest(), rate, 1);
        if (untold.size() >= MOST_KEYS) {
            return;
        }
        var since = untold.computeIfAbsent(counted, _ -> new AtomicInteger());
        if (since.incrementAndGet() >= Math.max(1, rate.count() / AT_ONCE_PART)) {
            int number = since.getAndSet(0);
            if (number > 0) {
                tell(List.of(new Taken(counted, number)));
            }
        }
    }

    @Override
    public void beat() {
        var taken = new ArrayList<Taken>();
        for (var each : untold.entrySet()) {
            int number = each.getValue().getAndSet(0);
            if (number > 0) {
                taken.add(new Taken(each.getKey(), number));
            } else {
                untold.remove(each.getKey());
            }
            if (taken.size() == MOST_TOGETHER) {
                tell(List.copyOf(taken));
                taken.clear();
            }
        }
        if (!taken.isEmpty()) {
            tell(List.copyOf(taken));
        }
    }

    private void tell(List<Taken> taken) {
        tell.accept(out -> {
            out.writeShort(taken.size());
            for (var each : taken) {
                out.writeLong(each.key().digest());
                out.writeInt(each.key().rate().count());
                out.writeLong(each.key().rate().time().toMillis());
                out.writeInt(each.number());
            }
        });
    }

    @Override
    public void hear(String node, DataInputStream said) throws IOException {
        for (int left = said.readUnsignedShort(); left > 0; left--) {
            long digest = said.readLong();
            var rate = new Rate(said.readInt(), Duration.ofMillis(said.readLong()));
            int number = said.readInt();
            if (rate.count() < 1 || !rate.time().isPositive() || rate.time().compareTo(LONGEST) > 0 || number < 1) {
                throw new IOException("no count: " + number + " of " + rate);
            }
            local.took(digest, rate, number);
        }
    }
}
