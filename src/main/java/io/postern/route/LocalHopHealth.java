package io.postern.route;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * This node's experience with its next hops, one breaker and one latency an address, and what others told it; what nobody
 * asked about for an hour is forgotten. A message costs a few map lookups and allocates nothing once its hop is known.
 */
public final class LocalHopHealth implements HopHealth {

    private static final int MAX_HOPS = 20_000;
    private static final Duration FORGET = Duration.ofHours(1);
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Cache<InetSocketAddress, HopMemory> hops;
    private volatile Consumer<HopNews> told = _ -> { };

    /** {@code nanoTime} as {@link System#nanoTime}. */
    public LocalHopHealth(LongSupplier nanoTime) {
        this(nanoTime, InstantSource.system());
    }

    LocalHopHealth(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.hops = Caffeine.newBuilder().maximumSize(MAX_HOPS).expireAfterAccess(FORGET).ticker(nanoTime::getAsLong)
                .executor(Runnable::run).build();
    }

    @Override
    public boolean isBad(InetSocketAddress hop) {
        var known = hops.getIfPresent(hop);
        return known != null && known.isBad(nanoTime.getAsLong());
    }

    @Override
    public long waitNanos(InetSocketAddress hop) {
        var known = hops.getIfPresent(hop);
        return known == null ? LEAST_NANOS : known.waitNanos(nanoTime.getAsLong());
    }

    @Override
    public boolean tryBegin(Candidate hop) {
        var pass = memory(hop.address()).tryBegin(hop.host(), nanoTime.getAsLong());
        if (pass == Breaker.Pass.PROBE) {
            told.accept(new HopNews.Probing(hop.address()));
        }
        return pass != Breaker.Pass.NO;
    }

    @Override
    public void begin(Candidate hop) {
        memory(hop.address()).begin(hop.host());
    }

    @Override
    public void failed(InetSocketAddress hop, HopTrouble trouble) {
        long now = nanoTime.getAsLong();
        var memory = memory(hop);
        if (memory.failed(trouble, now, clock.instant())) {
            memory.news(hop, now).ifPresent(told);
        }
    }

    @Override
    public void succeeded(InetSocketAddress hop) {
        var known = hops.getIfPresent(hop);
        if (known != null && known.succeeded(nanoTime.getAsLong())) {
            told.accept(new HopNews.Closed(hop));
        }
    }

    @Override
    public void abandoned(InetSocketAddress hop) {
        var known = hops.getIfPresent(hop);
        if (known != null) {
            known.abandoned();
        }
    }

    @Override
    public void took(InetSocketAddress hop, long nanos) {
        memory(hop).took(nanos, nanoTime.getAsLong());
    }

    @Override
    public List<HopReport> reports() {
        long now = nanoTime.getAsLong();
        var at = clock.instant();
        return hops.asMap().entrySet().stream().map(entry -> entry.getValue().report(entry.getKey(), now, at)).toList();
    }

    @Override
    public HopReport report(InetSocketAddress hop) {
        var known = hops.getIfPresent(hop);
        return known == null ? HopReport.unknown(hop) : known.report(hop, nanoTime.getAsLong(), clock.instant());
    }

    @Override
    public long open() {
        long now = nanoTime.getAsLong();
        return hops.asMap().values().stream().filter(known -> known.isOpen(now)).count();
    }

    @Override
    public boolean reset(InetSocketAddress hop) {
        told.accept(new HopNews.Forgotten(hop));
        return hops.asMap().remove(hop) != null;
    }

    /** From now on {@code news} is given what this node finds out, on any thread; it must return at once. */
    public void tell(Consumer<HopNews> news) {
        told = news;
    }

    /** What others should hear again, for it still holds; lazily and in no order. */
    public Stream<HopNews> news() {
        long now = nanoTime.getAsLong();
        return hops.asMap().entrySet().stream().flatMap(entry -> entry.getValue().news(entry.getKey(), now).stream());
    }

    /** Another node, {@code node}, has found something out. */
    public void heard(String node, HopNews news) {
        long now = nanoTime.getAsLong();
        switch (news) {
            case HopNews.Opened opened -> memory(opened.hop()).heard(opened, node, now, clock.instant());
            case HopNews.Forgotten(var hop) -> hops.invalidate(hop);
            case HopNews.Probing(var hop) -> known(hop).ifPresent(memory -> memory.heardOfProbe(node, now));
            case HopNews.Closed(var hop) -> known(hop).ifPresent(memory -> memory.heardOfSuccess(now));
        }
    }

    private Optional<HopMemory> known(InetSocketAddress hop) {
        return Optional.ofNullable(hops.getIfPresent(hop));
    }

    private HopMemory memory(InetSocketAddress hop) {
        return hops.get(hop, _ -> new HopMemory(RANDOM));
    }
}
