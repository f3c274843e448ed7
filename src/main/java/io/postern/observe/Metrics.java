package io.postern.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * Records into every {@link Meter} of the node. One instance a node; all methods may be called from any thread and cost a
 * map lookup at most. Labels take values from small fixed sets: a configured route's name or {@code other}, a phase, a
 * result, a cause, never a domain, an address or a peer's words. Times are nanoseconds. Gauges read 0 until their source is
 * given, which is read at each scrape and must be quick.
 */
public final class Metrics {

    private static final String OTHER = "other";
    /** Seconds: from what memory answers to what the budget ends; closest together where a message that is well lies. */
    private static final double[] TIMES =
            {0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};
    private static final double[] SIZES = {4 << 10, 64 << 10, 1 << 20, 10 << 20, 50 << 20};

    /** Of its own Micrometer would have exemplars beside counts too, for which Prometheus 2 refuses the whole scrape. */
    private static final PrometheusConfig CONFIG = new PrometheusConfig() {
        @Override
        public String get(String key) {
            return null;
        }

        @Override
        public Properties prometheusProperties() {
            return new Properties();
        }
    };

    private record One(String label) { }
    private record Pair(String first, String second) { }
    private record Triple(String first, String second, String third) { }

    private static final One ONE_OTHER = new One(OTHER);
    private static final Pair OTHERS = new Pair(OTHER, OTHER);
    private static final Triple THREE_OTHERS = new Triple(OTHER, OTHER, OTHER);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusMeterRegistry micrometer =
            new PrometheusMeterRegistry(CONFIG, registry, Clock.SYSTEM);
    private final PlatformMeters platform = new PlatformMeters(micrometer);
    private final Pulse pulse = new Pulse();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder relayOpen = new LongAdder();
    private final LongAdder relayIdle = new LongAdder();
    private final List<DoubleSupplier> loopLags = new CopyOnWriteArrayList<>();
    private volatile DoubleSupplier bodyMemory = () -> 0;
    private volatile DoubleSupplier bodySpilled = () -> 0;
    private volatile DoubleSupplier quarantined = () -> 0;
    private volatile DoubleSupplier hopBreakers = () -> 0;
    private volatile Supplier<Load> load = () -> Load.NONE;
    private volatile Supplier<NodeState> state = () -> NodeState.STARTING;
    private volatile BooleanSupplier gridUp = () -> false;
    private volatile BooleanSupplier alone = () -> false;
    private volatile Supplier<Map<String, Integer>> clusterNodes = Map::of;
    private volatile Map<String, Instant> certificates = Map.of();
    private volatile boolean configurationCurrent = true;
    private final Labelled<Pair, CounterDataPoint> connections = pairs(counter(Meter.CONNECTIONS));
    private final Labelled<Triple, CounterDataPoint> messages = triples(counter(Meter.MESSAGES));
    private final Labelled<One, DistributionDataPoint> messageTimes =
            ones(histogram(Meter.MESSAGE_SECONDS, TIMES).register(registry));
    private final Histogram messageOctets = histogram(Meter.MESSAGE_OCTETS, SIZES).withoutExemplars().register(registry);
    private final Labelled<Pair, DistributionDataPoint> phases = timesByPair(Meter.RELAY_PHASE_SECONDS);
    private final Counter reused = counter(Meter.RELAY_REUSED);
    private final Labelled<Pair, CounterDataPoint> failovers = pairs(counter(Meter.FAILOVERS));
    private final Counter duplicateRisk = counter(Meter.DUPLICATE_RISK);
    private final Labelled<Pair, CounterDataPoint> mxLookups = pairs(counter(Meter.MX_LOOKUPS));
    private final Labelled<One, CounterDataPoint> reverseNames = ones(counter(Meter.REVERSE_NAMES));
    private final Labelled<Pair, CounterDataPoint> dnsLists = pairs(counter(Meter.DNS_LISTS));
    private final Labelled<One, DistributionDataPoint> mxLookupTimes =
            ones(histogram(Meter.MX_LOOKUP_SECONDS, TIMES).withoutExemplars().register(registry));
    private final Labelled<One, CounterDataPoint> recipientQuestions = ones(counter(Meter.RECIPIENT_QUESTIONS));
    private final Labelled<Pair, DistributionDataPoint> scans = timesByPair(Meter.SCAN_SECONDS);
    private final Labelled<Pair, CounterDataPoint> unscanned = pairs(counter(Meter.UNSCANNED));
    private final Labelled<One, CounterDataPoint> quarantineDigests = ones(counter(Meter.QUARANTINE_DIGESTS));
    private final Labelled<One, CounterDataPoint> quarantineNotices = ones(counter(Meter.QUARANTINE_NOTICES));
    private final Labelled<Pair, CounterDataPoint> authentications = pairs(counter(Meter.AUTHENTICATION));
    private final Labelled<One, CounterDataPoint> quarantineRemoved = ones(counter(Meter.QUARANTINE_REMOVED));
    private final Labelled<Pair, DistributionDataPoint> gridOperations = timesByPair(Meter.GRID_OPERATION_SECONDS);
    private final Labelled<Triple, CounterDataPoint> tlsHandshakes = triples(counter(Meter.TLS_HANDSHAKES));
    private final Labelled<Pair, CounterDataPoint> reloads = pairs(counter(Meter.RELOADS));
    private final Labelled<One, CounterDataPoint> alerts = ones(counter(Meter.ALERTS));
    private final Counter internalErrors = counter(Meter.INTERNAL_ERRORS);

    public Metrics() {
        gauge(Meter.SESSIONS, sessions::sum);
        gauge(Meter.BODY_MEMORY_OCTETS, () -> bodyMemory.getAsDouble());
        gauge(Meter.BODY_SPILLED_OCTETS, () -> bodySpilled.getAsDouble());
        gauge(Meter.QUARANTINED_MESSAGES, () -> quarantined.getAsDouble());
        gauge(Meter.HOP_BREAKERS_OPEN, () -> hopBreakers.getAsDouble());
        gauge(Meter.GRID_UP, () -> gridUp.getAsBoolean() ? 1 : 0);
        gauge(Meter.CLUSTER_ALONE, () -> alone.getAsBoolean() ? 1 : 0);
        gauge(Meter.CONFIGURATION_CURRENT, () -> configurationCurrent ? 1 : 0);
        gauges(Meter.RELAY_CONNECTIONS, each -> {
            each.call(Math.max(0, relayOpen.sum() - relayIdle.sum()), "leased");
            each.call(relayIdle.sum(), "idle");
        });
        gauges(Meter.LOAD, each -> {
            var now = load.get();
            for (var signal : LoadSignal.values()) {
                each.call(now.of(signal), signal.label());
            }
        });
        gauges(Meter.NODE_STATE, each -> {
            for (var one : NodeState.values()) {
                each.call(state.get() == one ? 1 : 0, one.label());
            }
        });
        gauges(Meter.CLUSTER_NODES, each -> {
            var nodes = clusterNodes.get();
            for (var one : NodeState.values()) {
                each.call(nodes.getOrDefault(one.label(), 0), one.label());
            }
        });
        gauges(Meter.LOOP_LAG_SECONDS, each -> {
            for (int i = 0; i < loopLags.size(); i++) {
                each.call(loopLags.get(i).getAsDouble(), String.valueOf(i));
            }
        });
        gauges(Meter.CERTIFICATE_EXPIRY_SECONDS, each -> certificates.forEach((file, end) ->
                each.call(Duration.between(Instant.now(), end).toSeconds(), file)));
        count(Meter.LOG_DISCARDED, LogQueue::discarded);
        count(Meter.LOG_SUPPRESSED, MailLog::suppressed);
    }

    public void connection(String result, String cause) {
        connections.of(new Pair(result, cause)).inc();
    }

    public void sessionOpened() {
        sessions.increment();
    }

    public void sessionClosed() {
        sessions.decrement();
    }

    /** One message answered: end of data to answer in nanoseconds, content octets; {@code id} is the exemplar's. */
    public void message(String id, String route, String result, String cause, long nanos, long octets) {
        messages.of(new Triple(route, result, cause)).inc();
        messageTimes.of(new One(result)).observeWithExemplar(nanos / 1e9, Labels.of("id", id));
        messageOctets.observe(octets);
        pulse.message(result, nanos);
    }

    /** One message refused before there was a body of it. */
    public void messageRefused(String route, String result, String cause) {
        messages.of(new Triple(route, result, cause)).inc();
        pulse.message(result, 0);
    }

    public void phase(String phase, String result, long nanos) {
        phases.of(new Pair(phase, result)).observe(nanos / 1e9);
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
        reused.inc();
    }

    public void failover(String phase, String cause) {
        failovers.of(new Pair(phase, cause)).inc();
    }

    public void duplicateRisk() {
        duplicateRisk.inc();
    }

    /** An answer at once from memory, which is not timed: to read the clock twice would cost more than the answer. */
    public void mxLookup(String source, String result) {
        mxLookups.of(new Pair(source, result)).inc();
    }

    public void mxLookup(String source, String result, long nanos) {
        mxLookup(source, result);
        mxLookupTimes.of(new One(source)).observe(nanos / 1e9);
    }

    /** {@code result}: confirmed, none, mismatch, unavailable. */
    public void reverseName(String result) {
        reverseNames.of(new One(result)).inc();
    }

    /** {@code list}: a configured zone. */
    public void dnsList(String list, String result) {
        dnsLists.of(new Pair(list, result)).inc();
    }

    /** {@code result}: taken, refused, unsaid. */
    public void recipientQuestion(String result) {
        recipientQuestions.of(new One(result)).inc();
    }

    public void scan(String scanner, String verdict, long nanos) {
        scans.of(new Pair(scanner, verdict)).observe(nanos / 1e9);
    }

    public void unscanned(String scanner, String cause) {
        unscanned.of(new Pair(scanner, cause)).inc();
    }

    /** {@code later}: tried again within the day. */
    public void quarantineDigest(String result) {
        quarantineDigests.of(new One(result)).inc();
    }

    /** {@code result}: delivered, failed. */
    public void quarantineNotice(String result) {
        quarantineNotices.of(new One(result)).inc();
    }

    public void authentication(String method, String result) {
        authentications.of(new Pair(method, result)).inc();
    }

    public void gridOperation(String operation, String result, long nanos) {
        gridOperations.of(new Pair(operation, result)).observe(nanos / 1e9);
    }

    /** {@code side}: receive or relay; {@code version} as {@code TLSv1.3}, {@code none} without one; {@code result}: ok, resumed, failed, or skipped where it failed before. */
    public void tlsHandshake(String side, String version, String result) {
        tlsHandshakes.of(new Triple(side, version, result)).inc();
    }

    public void internalError() {
        internalErrors.inc();
    }

    public void alert(String kind) {
        alerts.of(new One(kind)).inc();
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

    /** {@code cause}: age or size. */
    public void quarantineRemoved(String cause, long messages) {
        quarantineRemoved.of(new One(cause)).inc(messages);
    }

    public void hopBreakersOpen(LongSupplier open) {
        hopBreakers = open::getAsLong;
    }

    /** When each certificate in use ends, by its file; replaces what was said before. */
    public void certificates(Map<String, Instant> expiries) {
        certificates = Map.copyOf(expiries);
    }

    /** Something asked for a new generation, and got it or was refused; {@code trigger}: signal, api, file. */
    public void reload(String trigger, boolean taken) {
        reloads.of(new Pair(trigger, taken ? "taken" : "refused")).inc();
    }

    /** Whether the configuration in use is the one that was last read. */
    public void configurationCurrent(boolean current) {
        configurationCurrent = current;
    }

    /** The last minutes of messages, for charts. */
    public Pulse pulse() {
        return pulse;
    }

    public void load(Supplier<Load> latest) {
        load = latest;
    }

    public void state(Supplier<NodeState> now) {
        state = now;
    }

    /** Once for each event loop; they are numbered in this order. */
    public void loopLag(DoubleSupplier seconds) {
        loopLags.add(seconds);
    }

    public void gridUp(BooleanSupplier up) {
        gridUp = up;
    }

    public void clusterAlone(BooleanSupplier alone) {
        this.alone = alone;
    }

    /** Number of nodes by {@link NodeState#label()}. */
    public void clusterNodes(Supplier<Map<String, Integer>> byState) {
        clusterNodes = byState;
    }

    /** Takes milliseconds: not on an event loop. */
    public String scrape(ScrapeFormat format) {
        return micrometer.scrape(format.contentType());
    }

    public String scrape() {
        return scrape(ScrapeFormat.PROMETHEUS);
    }

    public void close() {
        platform.close();
        micrometer.close();
    }

    private Counter counter(Meter meter) {
        return Counter.builder().name(meter.title()).help(meter.help()).labelNames(meter.labelNames())
                .withoutExemplars().register(registry);
    }

    private static Histogram.Builder histogram(Meter meter, double[] upperBounds) {
        return Histogram.builder().name(meter.title()).help(meter.help()).labelNames(meter.labelNames())
                .classicOnly().classicUpperBounds(upperBounds);
    }

    private void count(Meter meter, LongSupplier total) {
        CounterWithCallback.builder().name(meter.title()).help(meter.help())
                .callback(it -> it.call(total.getAsLong())).register(registry);
    }

    private void gauge(Meter meter, DoubleSupplier value) {
        gauges(meter, each -> each.call(value.getAsDouble()));
    }

    private void gauges(Meter meter, Consumer<GaugeWithCallback.Callback> values) {
        GaugeWithCallback.builder().name(meter.title()).help(meter.help()).labelNames(meter.labelNames())
                .callback(values).register(registry);
    }

    private static Labelled<One, CounterDataPoint> ones(Counter all) {
        return new Labelled<>(ONE_OTHER, key -> all.labelValues(key.label));
    }

    private static Labelled<Pair, CounterDataPoint> pairs(Counter all) {
        return new Labelled<>(OTHERS, key -> all.labelValues(key.first, key.second));
    }

    private static Labelled<Triple, CounterDataPoint> triples(Counter all) {
        return new Labelled<>(THREE_OTHERS, key -> all.labelValues(key.first, key.second, key.third));
    }

    private static Labelled<One, DistributionDataPoint> ones(Histogram all) {
        return new Labelled<>(ONE_OTHER, key -> all.labelValues(key.label));
    }

    private Labelled<Pair, DistributionDataPoint> timesByPair(Meter meter) {
        var all = histogram(meter, TIMES).withoutExemplars().register(registry);
        return new Labelled<>(OTHERS, key -> all.labelValues(key.first, key.second));
    }
}
