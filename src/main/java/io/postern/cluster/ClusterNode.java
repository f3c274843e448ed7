package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.postern.config.Config;
import io.postern.observe.ClusterView;
import io.postern.observe.Metrics;
import io.postern.observe.NodeView;
import io.postern.policy.DnsListCache;
import io.postern.policy.LearnedRecipients;
import io.postern.policy.RateCounter;
import io.postern.policy.SharedSince;
import io.postern.route.AddressAnswer;
import io.postern.route.HopHealth;
import io.postern.route.MxAnswer;
import io.postern.route.SharedAnswers;
import io.postern.scan.VerdictCache;
import io.postern.tls.BrokenTls;
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
    private final Commons commons;
    private final Optional<Grid> grid;

    private ClusterNode(Vertx vertx, ClusterView view, Commons commons, Optional<Grid> grid) {
        this.vertx = vertx;
        this.view = view;
        this.commons = commons;
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
                .orElseGet(() -> new ClusterNode(vertx, ClusterView.alone(self), Commons.alone(), Optional.empty()));
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
        return commons.mx();
    }

    public SharedAnswers<AddressAnswer> addressCache() {
        return commons.addresses();
    }

    /** What this node, or any other, knows of next hops; read from this node's memory only. */
    public HopHealth hops() {
        return commons.hops();
    }

    /** What this node, or any other, has learned of recipients; read from this node's memory only. */
    public LearnedRecipients recipients() {
        return commons.recipients();
    }

    /** Hops that cannot do TLS, as this node or any other has found; read from this node's memory only. */
    public BrokenTls brokenTls() {
        return commons.brokenTls();
    }

    /** What the others know of clients by DNS lists. */
    public DnsListCache dnsLists() {
        return commons.dnsLists();
    }

    /** What the others know of content by their scanners. */
    public VerdictCache verdicts() {
        return commons.verdicts();
    }

    /** What the others know of clients that came once or came again. */
    public SharedSince greylist() {
        return commons.greylist();
    }

    /** Counts what all nodes take; read from this node's memory only. */
    public RateCounter rates() {
        return commons.rates();
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
        var health = new NodeHealth(self, seal, clock, System::nanoTime, metrics);
        var commons = Commons.together(vertx, () -> self.get().name(), seal, clock, metrics);
        var grid = new Grid(cluster.hazelcast(), "postern-" + UUID.randomUUID(), new Residence(
                health, commons.caches(), commons.gossips(), new GridWatch(health, metrics, System::nanoTime)));
        health.watch(grid::up);
        grid.start();
        return new ClusterNode(vertx, health, commons, Optional.of(grid));
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
