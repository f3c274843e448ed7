package io.postern;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.admin.AdminServer;
import io.postern.admin.ClusterList;
import io.postern.cluster.ClusterNode;
import io.postern.config.Config;
import io.postern.gateway.Generation;
import io.postern.gateway.Shared;
import io.postern.gateway.TransactionIds;
import io.postern.message.BodyBudget;
import io.postern.observe.Deferrals;
import io.postern.observe.Load;
import io.postern.observe.LoadSignal;
import io.postern.observe.LoadWatch;
import io.postern.observe.LoopLag;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;
import io.postern.observe.OtlpTraces;
import io.postern.observe.Readiness;
import io.postern.observe.Traces;
import io.postern.policy.ConnectionLimit;
import io.postern.policy.Greylist;
import io.postern.quarantine.Marks;
import io.postern.quarantine.QuarantineStore;
import io.postern.quarantine.Quarantines;
import io.postern.relay.HostPermits;
import io.postern.relay.RouteGates;
import io.postern.route.HopHealth;
import io.postern.route.LocalHopHealth;
import io.postern.scan.MessagePreview;
import io.postern.smtp.Domain;
import io.postern.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import org.slf4j.event.Level;

/**
 * One node, put together: the only place where implementations are chosen. Start, drain and stop are straight lines on
 * the caller's thread, which may block and must not be an event loop.
 */
public final class Node {

    private final Config config;
    private final Vertx vertx;
    private final Metrics metrics = new Metrics();
    private final Deferrals deferrals = new Deferrals();
    private final Traces traces;
    private final Readiness readiness = new Readiness();
    private final BodyBudget bodies;
    private final ConnectionLimit connections;
    private final LoadWatch load;
    private final QuarantineStore quarantine;
    private final Marks marks;
    private final Audit audit;
    private final Optional<Digests> digests;
    private final HopHealth hops;
    private final ClusterNode cluster;
    private final Generations generations;
    private final AtomicReference<Generation> current;
    private final Rounds rounds;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final AdminServer admin;
    private final AdminUrl adminUrl;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int adminPort;
    /** Where the lanes listen; each message asks. */
    private volatile List<InetSocketAddress> bound;

    private Node(Config config, Optional<Path> file, InstantSource clock) {
        this.config = config;
        traces = config.traces().<Traces>map(to -> new OtlpTraces(to, config.hostname())).orElse(Traces.NONE);
        adminUrl = new AdminUrl(config.admin().bind());
        bound = config.listeners().stream().map(Config.Listener::bind).toList();
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var limits = config.limits();
        bodies = new BodyBudget(limits.bodyMemory().octets(), limits.bodySpillThreshold().octets(),
                limits.bodyDisk().octets(), config.spillDirectory());
        connections = new ConnectionLimit(
                config.hostname(), limits.sessions(), limits.sessionsPerClient());
        load = LoadWatch.of(signals(), readiness, this::anotherReady);
        quarantine = Quarantines.of(vertx, config.quarantine(), config.hostname(), config.spillDirectory(), bodies, metrics,
                MessagePreview::headerText);
        marks = new Marks(vertx, config.handling().records().resolve("marks"), InstantSource.system());
        audit = Audit.of(vertx, config, metrics);
        cluster = ClusterNode.start(config, vertx, this::view, metrics);
        hops = cluster.hops();
        generations = new Generations(vertx, metrics, bodies, connections, cluster, hops, () -> bound, file);
        current = new AtomicReference<>();
        rounds = new Rounds(this, generations, current, file.map(List::of).orElse(List.of()), Generations.watched(config));
        current.set(generations.of(config));
        var actions = new NodeActions(this);
        admin = new AdminServer(vertx, config.admin(), metrics, readiness, actions);
        digests = config.handling().digest().map(digest -> new Digests(this, digest, new ClusterList(actions), clock));
    }

    /** Starts a node and returns when it is ready; a listener that cannot be bound is an {@link IllegalStateException}. */
    public static Node start(Config config, Optional<Path> file) {
        return start(config, file, InstantSource.system());
    }

    /** {@code clock}: what the digest goes by. */
    public static Node start(Config config, Optional<Path> file, InstantSource clock) {
        long begin = System.nanoTime();
        MailLog.configure(config.log());
        var node = new Node(config, file, clock);
        try {
            node.begin();
        } catch (RuntimeException failure) {
            node.vertx.close();
            throw failure;
        }
        MailLog.event(Level.INFO, "node-ready",
                "hostname", config.hostname(), "ports", node.ports(), "admin", node.adminPort,
                "ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
        return node;
    }

    /** The plan for a recipient without a running node: no listener, no grid. */
    static JsonObject explain(Config config, String recipient) {
        var vertx = Vertx.vertx();
        try {
            var metrics = new Metrics();
            var alone = ClusterNode.start(
                    Optional.empty(), vertx, () -> view(config, NodeState.STARTING, Load.NONE, 0, ""), metrics);
            var router = Generations.router(vertx, config, RouteFiles.load(config), alone, new LocalHopHealth(System::nanoTime),
                    () -> config.listeners().stream().map(Config.Listener::bind).toList(), metrics);
            var domain = Domain.parse(recipient.substring(recipient.lastIndexOf('@') + 1)).orElseThrow(
                    () -> new IllegalArgumentException(recipient + " has no valid domain"));
            return await(router.explain(domain), "explain").toJson().put("recipient", recipient);
        } finally {
            vertx.close();
        }
    }

    private void begin() {
        makeSpillDirectory();
        gauges();
        adminPort = await(admin.start(), "admin listener " + words(config.admin().bind()));
        await(QuarantineStart.of(quarantine, metrics), "quarantine");
        var shared = new Shared(
                current::get, new TransactionIds(), connections, cluster.recipients(),
                new Greylist(cluster.greylist(), InstantSource.system(), Ticker.systemTicker()),
                quarantine, cluster.view(), readiness, load, metrics, deferrals, traces);
        var permits = new HostPermits(config.relay().connectionsPerHop());
        var gates = new RouteGates();
        var tls = new ClientTls(cluster.brokenTls());
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            var lane = new Lane(shared, hops, permits, gates, tls);
            await(vertx.deployVerticle(lane), "listeners " + words(config.listeners()));
            lanes.add(lane);
            bound = boundTo(lane.ports());
            metrics.loopLag(lane.lag()::seconds);
        }
        generations.announce(current.get());
        rounds.start(vertx);
        readiness.to(NodeState.READY);
        load.start();
    }

    /** What of this node's own can come to an end. */
    private Map<LoadSignal, DoubleSupplier> signals() {
        return Map.of(
                LoadSignal.SESSIONS, connections::use,
                LoadSignal.BODY_MEMORY, bodies::memoryUse,
                LoadSignal.BODY_DISK, bodies::diskUse,
                LoadSignal.LOOP_LAG, () -> worstLagSeconds() * 1e9 / LoopLag.LIMIT.toNanos());
    }

    private double worstLagSeconds() {
        return lanes.stream().mapToDouble(lane -> lane.lag().seconds()).max().orElse(0);
    }

    private boolean anotherReady() {
        return cluster.view().anotherReady();
    }

    private void gauges() {
        metrics.bodyMemory(bodies::memoryOctets);
        metrics.bodySpilled(bodies::spilledOctets);
        metrics.quarantined(quarantine::count);
        metrics.hopBreakersOpen(hops::open);
        metrics.load(load::load);
        metrics.state(readiness::state);
    }

    /** Without it the first large body would be the one to find out. */
    private void makeSpillDirectory() {
        var directory = config.spillDirectory();
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new IllegalStateException("cannot make spill-directory " + directory + ": " + failure, failure);
        }
        if (!Files.isWritable(directory)) {
            throw new IllegalStateException("cannot write to spill-directory " + directory);
        }
    }

    private static String words(List<Config.Listener> listeners) {
        return listeners.stream().map(listener -> words(listener.bind())).collect(Collectors.joining(", "));
    }

    private static String words(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static <T> T await(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failure) {
            var cause = failure.getCause();
            throw new IllegalStateException("cannot start " + what + ": " + cause.getMessage(), cause);
        }
    }

    /** Drains at most once: no new mail, what is under way is finished, the grid is left. Blocks until the node is gone. */
    public void stop() {
        if (!draining.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        MailLog.event(Level.INFO, "node-draining", "sessions", connections.open());
        readiness.to(NodeState.DRAINING);
        rounds.drain(vertx);
        var drain = current.get().config().drain();
        pause(drain.notice());
        var limit = drain.limit();
        quietly(Future.join(lanes.stream().map(lane -> lane.drain(limit)).toList()), limit.plusSeconds(5));
        readiness.to(NodeState.GONE);
        load.close();
        quietly(cluster.leave(), Duration.ofSeconds(10));
        quietly(admin.close(), Duration.ofSeconds(2));
        quietly(quarantine.close(), Duration.ofSeconds(5));
        quietly(vertx.close(), Duration.ofSeconds(5));
        traces.close();
        metrics.close();
        MailLog.event(Level.INFO, "node-gone");
        stopped.countDown();
    }

    private static void pause(Duration notice) {
        try {
            Thread.sleep(notice);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static void quietly(Future<?> future, Duration limit) {
        try {
            future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception late) {
            MailLog.event(Level.WARN, "drain-incomplete", "cause", late.toString());
        }
    }

    public void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void beat(Instant now) {
        metrics.pulse().beat(now.getEpochSecond(), connections.open(), load.load().value());
    }

    /** The problems that kept the file from being taken; none if new sessions now use it. */
    List<String> reload(Generations.Trigger trigger) {
        return generations.reload(current, trigger);
    }

    NodeView view() {
        return view(current.get().config(), readiness.state(), load.load(), connections.open(), adminUrl.at(adminPort));
    }

    private static NodeView view(Config config, NodeState state, Load load, int sessions, String adminUrl) {
        var names = new ArrayList<>(config.identity().names());
        names.add(config.hostname());
        return new NodeView(config.hostname(), state.label(), load.value(), load.byLabel(), sessions, Version.TEXT,
                names, config.identity().addresses(), adminUrl, 0);
    }

    private List<InetSocketAddress> boundTo(List<Integer> ports) {
        var addresses = new ArrayList<InetSocketAddress>();
        for (int i = 0; i < ports.size(); i++) {
            addresses.add(new InetSocketAddress(config.listeners().get(i).bind().getAddress(), ports.get(i)));
        }
        return List.copyOf(addresses);
    }

    /** The ports of the listeners, in the order of the configuration. */
    public List<Integer> ports() {
        return lanes.getFirst().ports();
    }

    public int adminPort() {
        return adminPort;
    }

    Config config() {
        return config;
    }

    Generation generation() {
        return current.get();
    }

    QuarantineStore quarantine() {
        return quarantine;
    }

    /** What has been done to the quarantine already. */
    Marks marks() {
        return marks;
    }

    /** Sends the digest if it is due; asked each minute. */
    public Future<Void> digest() {
        return digests.map(each -> anyLane().on(each::tick)).orElse(Future.succeededFuture());
    }

    Audit audit() {
        return audit;
    }

    ClusterNode cluster() {
        return cluster;
    }

    HopHealth hops() {
        return hops;
    }

    Metrics metrics() {
        return metrics;
    }

    Deferrals deferrals() {
        return deferrals;
    }

    Lane anyLane() {
        return lanes.getFirst();
    }

    Vertx vertx() {
        return vertx;
    }

    BodyBudget bodies() {
        return bodies;
    }
}
