package io.postern.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.observe.Metrics;
import io.postern.policy.DnsListCache;
import io.postern.policy.LearnedRecipients;
import io.postern.policy.LocalLearnedRecipients;
import io.postern.policy.LocalRateCounter;
import io.postern.policy.RateCounter;
import io.postern.policy.SharedSince;
import io.postern.route.AddressAnswer;
import io.postern.route.HopHealth;
import io.postern.route.LocalHopHealth;
import io.postern.route.MxAnswer;
import io.postern.route.SharedAnswers;
import io.postern.scan.VerdictCache;
import io.postern.tls.BrokenTls;
import io.postern.tls.LocalBrokenTls;
import io.vertx.core.Vertx;

/**
 * What the nodes have in common, each port in its local or its shared implementation. {@code caches} are maps of the grid,
 * asked when this node does not know; {@code gossips} fill its own memory.
 */
record Commons(
        SharedAnswers<MxAnswer> mx,
        SharedAnswers<AddressAnswer> addresses,
        HopHealth hops,
        LearnedRecipients recipients,
        RateCounter rates,
        BrokenTls brokenTls,
        DnsListCache dnsLists,
        SharedSince greylist,
        VerdictCache verdicts,
        List<SharedCache<?>> caches,
        List<Gossip> gossips) {

    /** Of a node without a grid: nothing of Hazelcast is loaded. */
    static Commons alone() {
        return new Commons(SharedAnswers.none(), SharedAnswers.none(), new LocalHopHealth(System::nanoTime),
                new LocalLearnedRecipients(Ticker.systemTicker()), new LocalRateCounter(System::nanoTime),
                new LocalBrokenTls(Ticker.systemTicker()), DnsListCache.none(), SharedSince.none(), VerdictCache.none(),
                List.of(), List.of());
    }

    /** {@code self} names this node. */
    static Commons together(Vertx vertx, Supplier<String> self, Seal seal, InstantSource clock, Metrics metrics) {
        var breaker = new GridBreaker(System::nanoTime);
        var mx = new SharedCache<>(SharedKind.MX, vertx, seal, clock, breaker, metrics);
        var addresses = new SharedCache<>(SharedKind.ADDRESSES, vertx, seal, clock, breaker, metrics);
        var listings = new SharedCache<>(SharedKind.LISTINGS, vertx, seal, clock, breaker, metrics);
        var moments = new SharedCache<>(SharedKind.MOMENTS, vertx, seal, clock, breaker, metrics);
        var verdicts = new SharedCache<>(SharedKind.VERDICTS, vertx, seal, clock, breaker, metrics);
        var hops = new LocalHopHealth(System::nanoTime);
        var recipients = new SharedRecipients(new LocalLearnedRecipients(Ticker.systemTicker()), System::nanoTime);
        var rates = new SharedRates(new LocalRateCounter(System::nanoTime));
        var tls = new SharedBrokenTls(new LocalBrokenTls(Ticker.systemTicker()));
        return new Commons(mx, addresses, hops, recipients, rates, tls, new SharedDnsLists(listings),
                new SharedMoments(moments, clock), new SharedVerdicts(verdicts, clock),
                List.of(mx, addresses, listings, moments, verdicts),
                Stream.<Gossip.Subject>of(new SharedHopHealth(hops), recipients, rates, tls)
                        .map(subject -> new Gossip(subject, self, seal, clock, metrics)).toList());
    }
}
