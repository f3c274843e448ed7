package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.config.Config;
import io.postern.observe.ClusterView;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * This node's place among its siblings. With no {@code cluster} section it is alone: no port, no thread, no Hazelcast
 * class loaded. Otherwise the grid starts beside the node and comes and goes as it can; what is given out here works
 * from the first moment, merely without the others.
 */
public final class ClusterNode {

    private final Vertx vertx;
    private final ClusterView view;
    private final SharedAnswers<MxAnswer> mxCache;
    private final SharedAnswers<AddressAnswer> addressCache;
    private final Views views;
    private final Optional<Grid> grid;

    /** What nodes share beside the DNS. */
    private record Views(HopHealth hops, LearnedRecipients recipients, RateCounter rates, BrokenTls brokenTls, DnsListCache dnsLists,
            SharedSince greylist, VerdictCache verdicts) {

        static Views alone() {
            return new Views(new LocalHopHealth(System::nanoTime), new LocalLearnedRecipients(Ticker.systemTicker()),
                    new LocalRateCounter(System::nanoTime), new LocalBrokenTls(Ticker.systemTicker()), DnsListCache.none(),
                    SharedSince.none(), VerdictCache.none());
        }
    }

    private ClusterNode(Vertx vertx, ClusterView view, SharedAnswers<MxAnswer> mxCache,
            SharedAnswers<AddressAnswer> addressCache, Views views, Optional<Grid> grid) {
        this.vertx = vertx;
        this.view = view;
        this.mxCache = mxCache;
        this.addressCache = addressCache;
        this.views = views;
        this.grid = grid;
    }

    /**
     * Returns at once. {@code self} is asked each second from another thread and at every reading of the view, must not
     * block, and names all of this node's names and literal addresses. Registers the gauges of the grid and the nodes.
     */
    public static ClusterNode start(Config config, Vertx vertx, Supplier<NodeView> self, Metrics metrics) {
        return start(config.cluster(), vertx, self, metrics);
    }

    /** As {@link #start(Config, Vertx, Supplier, Metrics)}, with the section alone: empty is a node without a grid. */
    public static ClusterNode start(Optional<Config.Cluster> section, Vertx vertx, Supplier<NodeView> self, Metrics metrics) {
        var node = section
                .map(cluster -> together(cluster, vertx, self, metrics))
                .orElseGet(() -> new ClusterNode(
                        vertx, ClusterView.alone(self), SharedAnswers.none(), SharedAnswers.none(),
                        Views.alone(), Optional.empty()));
        metrics.gridUp(node.view::gridUp);
        metrics.clusterAlone(node.view::isAlone);
        metrics.clusterNodes(node::states);
        return node;
    }

    /** Read from this node's memory only; on any thread. */
    public ClusterView view() {
        return view;
    }

    public SharedAnswers<MxAnswer> mxCache() {
        return mxCache;
    }

    public SharedAnswers<AddressAnswer> addressCache() {
        return addressCache;
    }

    /** What this node, or any other, knows of next hops; read from this node's memory only. */
    public HopHealth hops() {
        return views.hops();
    }

    /** What this node, or any other, has learned of recipients; read from this node's memory only. */
    public LearnedRecipients recipients() {
        return views.recipients();
    }

    /** Hops that cannot do TLS, as this node or any other has found; read from this node's memory only. */
    public BrokenTls brokenTls() {
        return views.brokenTls();
    }

    public DnsListCache dnsLists() {
        return views.dnsLists();
    }

    public VerdictCache verdicts() {
        return views.verdicts();
    }

    /** What the others know of clients that came once or came again. */
    public SharedSince greylist() {
        return views.greylist();
    }

    /** Counts what all nodes take; read from this node's memory only. */
    public RateCounter rates() {
        return views.rates();
    }

    /** Tells the others that this node is gone and leaves the grid, within about 6 seconds; never fails. */
    public Future<Void> leave() {
        if (grid.isEmpty()) {
            return Future.succeededFuture();
        }
        var left = CompletableFuture.runAsync(grid.get()::leave, step -> Thread.ofVirtual().start(step));
        return Future.fromCompletionStage(left, vertx.getOrCreateContext());
    }

    /** For tests: to do to a member what its siblings or the machine could do. */
    Optional<Grid> grid() {
        return grid;
    }

    private static ClusterNode together(Config.Cluster cluster, Vertx vertx, Supplier<NodeView> self, Metrics metrics) {
        refuseUnusable(cluster.hazelcast());
        var clock = InstantSource.system();
        var seal = new Seal(cluster.secret(), clock, new ForgeryAlarm(metrics, System::nanoTime));
        var breaker = new GridBreaker(System::nanoTime);
        var mxCache = new SharedCache<>(SharedKind.MX, vertx, seal, clock, breaker, metrics);
        var addressCache = new SharedCache<>(SharedKind.ADDRESSES, vertx, seal, clock, breaker, metrics);
        var moments = new SharedCache<>(SharedKind.MOMENTS, vertx, seal, clock, breaker, metrics);
        var listings = new SharedCache<>(SharedKind.LISTINGS, vertx, seal, clock, breaker, metrics);
        var verdicts = new SharedCache<>(SharedKind.VERDICTS, vertx, seal, clock, breaker, metrics);
        var health = new NodeHealth(self, seal, clock, System::nanoTime, metrics);
        var hops = new LocalHopHealth(System::nanoTime);
        var recipients = new SharedRecipients(new LocalLearnedRecipients(Ticker.systemTicker()), System::nanoTime);
        var rates = new SharedRates(new LocalRateCounter(System::nanoTime));
        var tls = new SharedBrokenTls(new LocalBrokenTls(Ticker.systemTicker()));
        var gossips = Stream.<Gossip.Subject>of(new SharedHopHealth(hops), recipients, rates, tls)
                .map(subject -> new Gossip(subject, () -> self.get().name(), seal, clock, metrics)).toList();
        var grid = new Grid(cluster.hazelcast(), "postern-" + UUID.randomUUID(),
                new Residence(health, List.of(mxCache, addressCache, listings, verdicts, moments), gossips,
                        new GridWatch(health, metrics, System::nanoTime)));
        health.watch(grid::up);
        grid.start();
        var views = new Views(hops, recipients, rates, tls, new SharedDnsLists(listings),
                new SharedMoments(moments, clock), new SharedVerdicts(verdicts, clock));
        return new ClusterNode(vertx, health, mxCache, addressCache, views, Optional.of(grid));
    }

    /** A grid that is away is waited for; a file that no grid can come of is a wrong configuration. */
    private static void refuseUnusable(Path file) {
        try {
            GridRules.read(file, "check");
        } catch (IOException | RuntimeException unusable) {
            throw new IllegalStateException("cannot use cluster.hazelcast " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    private Map<String, Integer> states() {
        var states = new HashMap<String, Integer>();
        view.nodes().forEach(node -> states.merge(node.state(), 1, Integer::sum));
        return states;
    }
}
