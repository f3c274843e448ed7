package io.postern.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * Every meter of the node. One instance a node; all methods may be called from any thread and cost a map lookup at most.
 * Labels take values from small fixed sets: a configured route's name or {@code other}, a phase, a result, a cause, never a
 * domain, an address or a peer's words. Times are nanoseconds. Gauges read 0 until
 * their source is given, which is read at each scrape and must be quick.
 */
public final class Metrics {

    private static final String OTHER = "other";
    private static final Duration[] TIMES =
            LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 30_000, 120_000)
                    .mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    private static final double[] SIZES = {4 << 10, 64 << 10, 1 << 20, 10 << 20, 50 << 20};

    private record One(String label) { }
    private record Pair(String first, String second) { }
    private record Triple(String first, String second, String third) { }

    private static final One ONE_OTHER = new One(OTHER);
    private static final Pair OTHERS = new Pair(OTHER, OTHER);
    private static final Triple THREE_OTHERS = new Triple(OTHER, OTHER, OTHER);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PlatformMeters platform = new PlatformMeters(registry);
    private final LongAdder sessions = new LongAdder();
    private final LongAdder relayOpen = new LongAdder();
    private final LongAdder relayIdle = new LongAdder();
    private volatile DoubleSupplier bodyMemory = () -> 0;
    private volatile DoubleSupplier bodySpilled = () -> 0;
    private volatile DoubleSupplier quarantined = () -> 0;
    private volatile DoubleSupplier hopBreakers = () -> 0;
    private volatile Supplier<Load> load = () -> Load.NONE;
    private volatile Supplier<NodeState> state = () -> NodeState.STARTING;
    private volatile BooleanSupplier gridUp = () -> false;
    private volatile Supplier<Map<String, Integer>> clusterNodes = Map::of;
    private final Labelled<Pair, Counter> connections = new Labelled<>(OTHERS, key -> counter("postern.connections",
            "Client connections by what became of them; a rise of refusals means a limit, a policy or an attack",
            "result", key.first, "cause", key.second));
    private final Labelled<Triple, Counter> messages = new Labelled<>(THREE_OTHERS, key -> counter(
            "postern.messages", "Messages answered; a rise of deferred means trouble at next hops, scanners or here",
            "route", key.first, "result", key.second, "cause", key.third));
    private final Labelled<One, Timer> messageTimes = new Labelled<>(ONE_OTHER, key -> timer("postern.message",
            "End of data to our answer; a rise means slow scanners or next hops", "result", key.label));
    private final DistributionSummary messageOctets = DistributionSummary.builder("postern.message.octets")
            .description("Content size of answered messages; a rise means larger mail, and more memory and disk for it")
            .serviceLevelObjectives(SIZES).register(registry);
    private final Labelled<Pair, Timer> phases = new Labelled<>(OTHERS, key -> timer("postern.relay.phase",
            "Time in each phase of the dialogue with next hops; a rise means that they or the network got slower",
            "phase", key.first, "result", key.second));
    private final Counter reused = counter("postern.relay.reused", "Messages sent on pooled connections; a rise is good");
    private final Labelled<Pair, Counter> failovers = new Labelled<>(OTHERS, key -> counter("postern.failovers",
            "Moves on to the next candidate; a rise means that a preferred next hop fails in this phase",
            "phase", key.first, "cause", key.second));
    private final Counter duplicateRisk = counter("postern.duplicate.risk",
            "Messages lost sight of after the final dot; a rise means that recipients may see mail twice");
    private final Labelled<Pair, Counter> mxLookups = new Labelled<>(OTHERS, key -> counter("postern.mx.lookups",
            "MX answers by where they came from; a rise of stale means that DNS fails, of dns that the cache does not hold",
            "source", key.first, "result", key.second));
    private final Labelled<One, Counter> reverseNames = new Labelled<>(ONE_OTHER, key -> counter("postern.reverse.names",
            "Questions for clients' names; a rise of unavailable means that DNS fails, of mismatch more odd clients",
            "result", key.label));
    private final Labelled<Pair, Counter> dnsLists = new Labelled<>(OTHERS, key -> counter("postern.dns.lists",
            "What DNS lists said of clients; a rise of unavailable, late or refused means a list that does not work for us",
            "list", key.first, "result", key.second));
    private final Labelled<One, Timer> mxLookupTimes = new Labelled<>(ONE_OTHER, key -> timer("postern.mx.lookup",
            "Time to an MX answer; a rise means a slow resolver or a slow grid", "source", key.label));
    private final Labelled<Pair, Timer> scans = new Labelled<>(OTHERS, key -> timer("postern.scan",
            "Time to a scanner's verdict; a rise means an overloaded scanner", "scanner", key.first, "verdict", key.second));
    private final Labelled<Pair, Counter> unscanned = new Labelled<>(OTHERS, key -> counter("postern.unscanned",
            "Messages that a scanner did not judge; a rise means that a scanner is down, slow or skips content",
            "scanner", key.first, "cause", key.second));
    private final Labelled<Pair, Timer> gridOperations = new Labelled<>(OTHERS, key -> timer("postern.grid.operation",
            "Time of grid calls; a rise means a slow member or network, and more answers without the grid",
            "operation", key.first, "result", key.second));
    private final Labelled<Triple, Counter> tlsHandshakes = new Labelled<>(THREE_OTHERS, key -> counter(
            "postern.tls.handshakes", "TLS handshakes; a rise of failures means certificates or versions do not agree",
            "side", key.first, "version", key.second, "result", key.third));
    private final MultiGauge certificateExpiries = MultiGauge.builder("postern.certificate.expiry.seconds")
            .description("Time left of each certificate; a fall below days means that its renewal failed").register(registry);
    private final Labelled<One, Counter> alerts = new Labelled<>(ONE_OTHER, key -> counter("postern.alerts",
            "Things that need a person; any rise asks for a look into the log", "kind", key.label));
    private final Counter internalErrors = counter("postern.internal.errors",
            "Bugs met and answered with 451; any rise is a defect, with a stack trace in the log");

    public Metrics() {
        gauge("postern.sessions", "Open SMTP sessions; a rise means more or slower clients", sessions::sum);
        String relay = "Connections to next hops; a rise of leased means more or slower deliveries";
        gauge("postern.relay.connections", relay, () -> Math.max(0, relayOpen.sum() - relayIdle.sum()), "state", "leased");
        gauge("postern.relay.connections", relay, relayIdle::sum, "state", "idle");
        gauge("postern.body.memory.octets", "Memory held by bodies; a rise to the budget ends in 452 to mail",
                () -> bodyMemory.getAsDouble());
        gauge("postern.body.spilled.octets", "Disk held by large bodies; a rise to the budget ends in 452 to new mail",
                () -> bodySpilled.getAsDouble());
        gauge("postern.quarantined.messages", "Messages in quarantine; a rise means an outbreak or a wrong rule",
                () -> quarantined.getAsDouble());
        gauge("postern.hop.breakers.open", "Next hops held to be bad; a rise means an outage behind us",
                () -> hopBreakers.getAsDouble());
        gauge("postern.grid.up", "1 while in the grid; 0 means this node is alone", () -> gridUp.getAsBoolean() ? 1 : 0);
        for (var signal : LoadSignal.values()) {
            gauge("postern.load", "Nearness to each limit, 0 to 1; a rise to 0.9 means a busy node, which sends new clients to siblings",
                    () -> load.get().of(signal), "signal", signal.label());
        }
        for (var state : NodeState.values()) {
            gauge("postern.node.state", "1 for the state the node is in; a rise of busy means that it is short of what postern_load says",
                    () -> this.state.get() == state ? 1 : 0, "state", state.label());
            gauge("postern.cluster.nodes", "Nodes this node knows by state; a fall of ready means less room for mail",
                    () -> clusterNodes.get().getOrDefault(state.label(), 0), "state", state.label());
        }
        FunctionCounter.builder("postern.log.discarded", this, unused -> LogQueue.discarded())
                .description("Log lines lost to a full queue; a rise means that the log's reader stalls").register(registry);
    }

    public void connection(String result, String cause) {
        connections.of(new Pair(result, cause)).increment();
    }

    public void sessionOpened() {
        sessions.increment();
    }

    public void sessionClosed() {
        sessions.decrement();
    }

    /** One message answered: end of data to answer in nanoseconds, content octets. */
    public void message(String route, String result, String cause, long nanos, long octets) {
        messages.of(new Triple(route, result, cause)).increment();
        messageTimes.of(new One(result)).record(nanos, TimeUnit.NANOSECONDS);
        messageOctets.record(octets);
    }

    public void phase(String phase, String result, long nanos) {
        phases.of(new Pair(phase, result)).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void relayOpened() {
        relayOpen.increment();
    }

    public void relayClosed() {
        relayOpen.decrement();
    }

    /** A connection joined (1) or left (-1) the idle ones; one that closes while idle must leave them first. */
    public void relayIdle(int delta) {
        relayIdle.add(delta);
    }

    public void reused() {
        reused.increment();
    }

    public void failover(String phase, String cause) {
        failovers.of(new Pair(phase, cause)).increment();
    }

    public void duplicateRisk() {
        duplicateRisk.increment();
    }

    /** An answer at once from memory, which is not timed: to read the clock twice would cost more than the answer. */
    public void mxLookup(String source, String result) {
        mxLookups.of(new Pair(source, result)).increment();
    }

    public void mxLookup(String source, String result, long nanos) {
        mxLookup(source, result);
        mxLookupTimes.of(new One(source)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** {@code result}: confirmed, none, mismatch, unavailable. */
    public void reverseName(String result) {
        reverseNames.of(new One(result)).increment();
    }

    /** {@code list}: a configured zone. */
    public void dnsList(String list, String result) {
        dnsLists.of(new Pair(list, result)).increment();
    }

    public void scan(String scanner, String verdict, long nanos) {
        scans.of(new Pair(scanner, verdict)).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void unscanned(String scanner, String cause) {
        unscanned.of(new Pair(scanner, cause)).increment();
    }

    public void gridOperation(String operation, String result, long nanos) {
        gridOperations.of(new Pair(operation, result)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** {@code side}: receive or relay; {@code version} as {@code TLSv1.3}, {@code none} without one; {@code result}: ok, resumed, failed, or skipped where it failed before. */
    public void tlsHandshake(String side, String version, String result) {
        tlsHandshakes.of(new Triple(side, version, result)).increment();
    }

    public void internalError() {
        internalErrors.increment();
    }

    public void alert(String kind) {
        alerts.of(new One(kind)).increment();
    }

    public void bodyMemory(LongSupplier octets) {
        bodyMemory = octets::getAsLong;
    }

    public void bodySpilled(LongSupplier octets) {
        bodySpilled = octets::getAsLong;
    }

    public void quarantined(LongSupplier messages) {
        quarantined = messages::getAsLong;
    }

    public void hopBreakersOpen(LongSupplier open) {
        hopBreakers = open::getAsLong;
    }

    /** When each certificate in use ends, by its file; replaces what was said before. */
    public void certificates(Map<String, Instant> expiries) {
        certificateExpiries.register(expiries.entrySet().stream()
                .map(each -> MultiGauge.Row.of(Tags.of("certificate", each.getKey()), each.getValue(),
                        end -> Duration.between(Instant.now(), end).toSeconds()))
                .toList(), true);
    }

    public void load(Supplier<Load> latest) {
        load = latest;
    }

    public void state(Supplier<NodeState> now) {
        state = now;
    }

    /** Once for each event loop, numbered from 0. */
    public void loopLag(int loop, DoubleSupplier seconds) {
        gauge("postern.loop.lag.seconds", "How late an event loop comes to its work; a rise means too little CPU or a blocked loop",
                seconds, "loop", String.valueOf(loop));
    }

    public void gridUp(BooleanSupplier up) {
        gridUp = up;
    }

    /** Number of nodes by {@link NodeState#label()}. */
    public void clusterNodes(Supplier<Map<String, Integer>> byState) {
        clusterNodes = byState;
    }

    /** Prometheus' text format 0.0.4. Takes milliseconds: not on an event loop. */
    public String scrape() {
        return registry.scrape();
    }

    public void close() {
        platform.close();
        registry.close();
    }

    private Counter counter(String name, String help, String... tags) {
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }

    private Timer timer(String name, String help, String... tags) {
        return Timer.builder(name).description(help).tags(tags).serviceLevelObjectives(TIMES).register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value, String... tags) {
        Gauge.builder(name, value, DoubleSupplier::getAsDouble).description(help).tags(tags).strongReference(true)
                .register(registry);
    }
}
