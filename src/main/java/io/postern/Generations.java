package io.postern;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.cluster.ClusterNode;
import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Loaded;
import io.postern.dns.Dns;
import io.postern.gateway.Generation;
import io.postern.message.BodyBudget;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.policy.AccessLists;
import io.postern.policy.AccessPolicy;
import io.postern.policy.ClientMemory;
import io.postern.policy.ConnectionLimit;
import io.postern.policy.DnsLists;
import io.postern.policy.RateLimits;
import io.postern.policy.RelayAccess;
import io.postern.policy.ReverseNames;
import io.postern.receive.SessionSettings;
import io.postern.route.CachedAddressLookup;
import io.postern.route.CachedMxLookup;
import io.postern.route.DnsAddressLookup;
import io.postern.route.DnsMxLookup;
import io.postern.route.HopHealth;
import io.postern.route.Router;
import io.postern.route.SelfNames;
import io.postern.scan.Scanners;
import io.postern.scan.VerdictMemory;
import io.postern.tls.RoutePolicies;
import io.postern.tls.TicketKeys;
import io.vertx.core.Vertx;
import org.slf4j.event.Level;

import static java.util.Map.entry;

/** Makes generations: all that follows from a configuration and may change without a restart. */
final class Generations {

    /** What a node takes once, when it starts. */
    private static final Map<String, Function<Config, Object>> FIXED = Map.ofEntries(
            entry("hostname", Config::hostname),
            entry("listeners", config -> config.listeners().stream().map(Generations::withoutTls).toList()),
            entry("admin", Config::admin),
            entry("cluster", Config::cluster),
            entry("quarantine", config -> List.of(config.quarantine(), config.handling())),
            entry("traces", Config::traces),
            entry("spill-directory", Config::spillDirectory),
            entry("timeouts.data-block", config -> config.timeouts().dataBlock()),
            entry("timeouts.connect", config -> config.timeouts().connect()),
            entry("timeouts.greeting", config -> config.timeouts().greeting()),
            entry("timeouts.reply", config -> config.timeouts().reply()),
            entry("timeouts.tls-handshake", config -> config.timeouts().tlsHandshake()),
            entry("relay.source-addresses", config -> config.relay().sourceAddresses()),
            entry("relay.connections-per-hop", config -> config.relay().connectionsPerHop()),
            entry("relay.messages-per-connection", config -> config.relay().messagesPerConnection()),
            entry("relay.idle", config -> config.relay().idle()),
            entry("relay.max-age", config -> config.relay().maxAge()));

    /** A file that is no configuration at all has a problem in each line. */
    private static final int MOST_PROBLEMS = 50;

    private final Vertx vertx;
    private final Metrics metrics;
    private final BodyBudget bodies;
    private final ConnectionLimit connections;
    private final ClusterNode cluster;
    private final HopHealth hops;
    private final Supplier<List<InetSocketAddress>> bound;
    private final Optional<Path> file;
    private final ClientMemory clients;
    private final VerdictMemory verdicts;
    private final TicketKeys tickets = new TicketKeys(System::nanoTime);

    /** {@code bound}: where this node listens, as soon as it does. */
    Generations(Vertx vertx, Metrics metrics, BodyBudget bodies, ConnectionLimit connections, ClusterNode cluster, HopHealth hops,
            Supplier<List<InetSocketAddress>> bound, Optional<Path> file) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.bodies = bodies;
        this.connections = connections;
        this.cluster = cluster;
        this.hops = hops;
        this.bound = bound;
        this.file = file;
        this.clients = new ClientMemory(vertx, Ticker.systemTicker());
        this.verdicts = new VerdictMemory(cluster.verdicts(), Ticker.systemTicker());
    }

    /** A file that cannot serve is an {@link IllegalStateException}, its message for the operator. */
    Generation of(Config config) {
        var access = access(config);
        return new Generation(config, sessions(config),
                new RelayAccess(config.access().relayFrom()), access,
                new RateLimits(config.access().rates(), cluster.rates()), router(vertx, config, RouteFiles.load(config), cluster, hops, bound, metrics),
                Scanners.build(vertx, config, verdicts, metrics), files(config, access));
    }

    private SessionSettings sessions(Config config) {
        return SessionSettings.of(config, bodies, ourNames(config), ListenerFiles.load(config, tickets));
    }

    /** As {@code running}, with its files read anew; what does not come from them stays, caches with it. */
    private Generation renewed(Generation running) {
        var access = access(running.config());
        return new Generation(running.config(), sessions(running.config()),
                running.relayAccess(), access, running.rates(), running.router().with(RouteFiles.load(running.config())), running.scan(), files(running.config(), access));
    }

    /** Certificates and their like. */
    static List<Path> watched(Config config) {
        var files = new ArrayList<>(ListenerFiles.of(config));
        files.addAll(RoutePolicies.files(config));
        return List.copyOf(files);
    }

    private static List<Path> files(Config config, AccessPolicy access) {
        var files = new ArrayList<>(watched(config));
        files.addAll(access.files());
        return List.copyOf(files);
    }

    /** Bind and trust are the socket's; its certificates are not. */
    private static Config.Listener withoutTls(Config.Listener listener) {
        return new Config.Listener(listener.bind(), Optional.empty(),
                listener.proxyProtocolFrom(), listener.xclientFrom(), listener.announce());
    }

    /** Reads the files of the lists: not on an event loop. */
    private AccessPolicy access(Config config) {
        var dns = new Dns(vertx, config.dns());
        return new AccessPolicy(vertx, config.access(), AccessLists.read(config.access()),
                new ReverseNames(dns, config.dns(), clients, metrics),
                new DnsLists(config.access().dnsLists(), dns, config.dns(), clients, cluster.dnsLists(),
                        InstantSource.system(), metrics));
    }

    /** Reads the machine's addresses: not on an event loop. {@code bound}: where this node listens. */
    static Router router(Vertx vertx, Config config, RoutePolicies policies, ClusterNode cluster, HopHealth hops,
            Supplier<List<InetSocketAddress>> bound, Metrics metrics) {
        var clock = InstantSource.system();
        var dns = new Dns(vertx, config.dns());
        var mx = new CachedMxLookup(
                vertx, config.dns(), new DnsMxLookup(dns, config.dns(), clock), cluster.mxCache(), metrics, clock);
        var addresses = new CachedAddressLookup(
                vertx, config.dns(), new DnsAddressLookup(dns, config.dns(), clock), cluster.addressCache(), clock);
        return new Router(vertx, config, policies, mx, addresses, new SelfNames(config, cluster.view(), bound), hops);
    }

    private static TreeSet<String> ourNames(Config config) {
        var names = new TreeSet<String>();
        names.add(config.hostname().toLowerCase(Locale.ROOT));
        config.identity().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    /** A bad file changes nothing and says why; what a running node cannot change is such a problem too. */
    synchronized List<String> reload(AtomicReference<Generation> current, Trigger trigger) {
        var problems = file.map(path -> load(path, current)).orElse(List.of("this node runs without a configuration file"));
        metrics.reload(trigger.label(), problems.isEmpty());
        metrics.configurationCurrent(problems.isEmpty());
        MailLog.event(problems.isEmpty() ? Level.INFO : Level.ERROR, problems.isEmpty() ? "reloaded" : "reload-refused",
                "trigger", trigger.label(), "problems", problems.size());
        problems.stream().limit(MOST_PROBLEMS).forEach(problem ->
                MailLog.event(Level.ERROR, "reload-problem", "problem", problem));
        return problems;
    }

    /** What asks for a configuration anew; its word is the label of metrics and log. */
    enum Trigger {
        SIGNAL, API, FILE;

        private final String label = name().toLowerCase(Locale.ROOT);

        String label() {
            return label;
        }
    }

    private List<String> load(Path path, AtomicReference<Generation> current) {
        return switch (ConfigLoader.load(path)) {
            case Loaded.Invalid invalid -> invalid.problems().stream().map(Object::toString).toList();
            case Loaded.Ok ok -> {
                var problems = needsRestart(current.get().config(), ok.config());
                yield problems.isEmpty() ? take(ok.config(), current) : problems;
            }
        };
    }

    private List<String> take(Config config, AtomicReference<Generation> current) {
        var problems = take(current, () -> of(config));
        if (problems.isEmpty()) {
            var limits = config.limits();
            connections.limit(limits.sessions(), limits.sessionsPerClient());
            bodies.limit(limits.bodyMemory().octets(), limits.bodySpillThreshold().octets(), limits.bodyDisk().octets());
            MailLog.configure(config.log());
        }
        return problems;
    }

    /** The files of {@code current} have changed; one that cannot serve leaves all as it is. */
    synchronized void renew(AtomicReference<Generation> current) {
        var problems = take(current, () -> renewed(current.get()));
        metrics.reload(Trigger.FILE.label(), problems.isEmpty());
        if (!problems.isEmpty()) {
            metrics.alert("unusable-file");
        }
        MailLog.event(problems.isEmpty() ? Level.INFO : Level.ERROR, "files-changed", "problems", problems);
    }

    /** Twice a day sessions are sealed with new keys, so that the old ones can be forgotten. */
    void turnTickets(Generation current) {
        if (tickets.turn()) {
            current.sessions().listeners().forEach(listener -> listener.tls().ifPresent(tls -> tls.take(tickets)));
        }
    }

    private List<String> take(AtomicReference<Generation> current, Supplier<Generation> next) {
        try {
            var generation = next.get();
            current.set(generation);
            announce(generation);
            return List.of();
        } catch (IllegalStateException unusable) {
            return List.of(unusable.getMessage());
        }
    }

    /** Tells the world outside what is in use from now on. */
    void announce(Generation generation) {
        var expiries = new HashMap<String, Instant>();
        generation.sessions().listeners().forEach(listener -> listener.tls().ifPresent(tls -> tls.credentials().forEach(
                each -> expiries.put(each.file().toString(), each.expiry()))));
        metrics.certificates(expiries);
    }

    private static List<String> needsRestart(Config running, Config next) {
        return FIXED.entrySet().stream()
                .filter(fixed -> !fixed.getValue().apply(running).equals(fixed.getValue().apply(next)))
                .map(fixed -> fixed.getKey() + ": a change needs a restart of the node")
                .sorted()
                .toList();
    }
}
