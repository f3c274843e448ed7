package io.postern.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.postern.loadtest.Copies;
import io.postern.loadtest.CountingSink;
import io.postern.loadtest.Fate;
import io.postern.loadtest.Generator;
import io.postern.loadtest.Guise;
import io.postern.loadtest.Ledger;
import io.postern.loadtest.LedgerTable;
import io.postern.loadtest.Load;
import io.postern.loadtest.LoadReport;
import io.postern.loadtest.LoadWatcher;
import io.postern.loadtest.MessageIds;
import io.postern.loadtest.MessageMix;
import io.postern.loadtest.Pace;
import io.postern.loadtest.Quantity;
import io.postern.loadtest.Share;
import io.postern.loadtest.Target;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.MxRecord;

/** One run of the demo, from the zone to the ledger, on the thread that calls it. */
final class Demo implements AutoCloseable {

    static final String DOMAIN = "demo.postern.test";

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);
    private static final Share INFECTED = new Share(0.02);
    private static final int MESSAGES_PER_SESSION = 10;
    private static final String RUN = "demo";

    /** What the command line asks for. */
    record Wishes(int messages, int nodes, int sessions) {
    }

    private final Wishes wishes;
    private final PrintWriter out;
    private final String token = UUID.randomUUID().toString();
    private final Vertx vertx = Vertx.vertx();
    private final TemporaryFolder folder = TemporaryFolder.create("postern-demo-");
    private final DemoCluster cluster;
    private final List<NodePlan> plans;
    private boolean closed;

    Demo(Wishes wishes, PrintWriter out) throws IOException {
        this.wishes = wishes;
        this.out = out;
        this.plans = DemoCluster.plan(wishes.nodes(), DOMAIN, folder.path());
        this.cluster = new DemoCluster(plans, token);
    }

    /** Runs everything and prints as it goes; true if the ledger balances. The cluster stays up until {@link #close}. */
    boolean run() throws IOException, InterruptedException, DemoFailure {
        var dns = await(DemoDns.start(vertx, DemoZone.parse("postern.test.", zone())), "the DNS server");
        say("DNS for %s on %s:%d (UDP and TCP)", DOMAIN, HOST, dns.port());
        var sinks = List.of(await(CountingSink.listen(vertx, HOST, 0), "a sink"),
                await(CountingSink.listen(vertx, HOST, 0), "a sink"));
        var sinkPorts = sinks.stream().map(CountingSink::port).toList();
        say("next hops of equal preference: %s, ports %s", HOST, sinkPorts);
        say("  (next.%s has MX records for them; their ports can stand only in the nodes' route, a fixed list)", DOMAIN);
        startNodes(new NodeFiles(DOMAIN, sinkPorts, dns.port(), token, UUID.randomUUID().toString()));
        var report = load(targets(dns.port()));
        out.print(LedgerTable.figures(report));
        var ledger = ledger(report, sinks);
        out.print(LedgerTable.of(ledger));
        out.flush();
        return ledger.balances();
    }

    /** Where to look while the cluster stays up. */
    void printConsoles() {
        cluster.nodes().stream().filter(NodeProcess::isAlive).map(NodeProcess::plan).forEach(node ->
                say("console of %s: %s/  metrics: %s/metrics", node.name(), node.adminUrl(), node.adminUrl()));
        say("token: %s", token);
    }

    /** Ends the nodes and deletes their files; returns when that is done, whoever began it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        cluster.close();
        folder.close();
        vertx.close();
    }

    private void startNodes(NodeFiles files) throws IOException, InterruptedException, DemoFailure {
        long started = System.nanoTime();
        say("starting %d node processes, files under %s", plans.size(), folder.path());
        cluster.start(files);
        cluster.nodes().forEach(node -> say("  %s  process %d, SMTP %s:%d, admin %s", node.plan().name(), node.pid(), HOST,
                node.plan().smtpPort(), node.plan().adminUrl()));
        say("all ready after %.1f s", (System.nanoTime() - started) / 1e9);
        if (plans.size() > 1) {
            say(cluster.awaitGrid() ? "the grid has formed: %d nodes see each other"
                    : "the grid of %d nodes has not formed; mail flows without it", plans.size());
        }
    }

    /** The hosts of the best preference by the DNS; a port cannot stand there, so that comes from the plan. */
    private List<Target> targets(int dnsPort) throws InterruptedException, DemoFailure {
        var mx = await(vertx.createDnsClient(dnsPort, HOST).resolveMX(DOMAIN), "the MX records of " + DOMAIN);
        int best = mx.stream().mapToInt(MxRecord::priority).min().orElseThrow();
        var targets = new ArrayList<Target>();
        for (var record : mx) {
            for (var plan : plans) {
                if (record.priority() == best && withoutDot(record.name()).equalsIgnoreCase(plan.name())) {
                    targets.add(new Target(plan.name(), new InetSocketAddress(HOST, plan.smtpPort())));
                }
            }
        }
        say("MX of %s by the DNS: %s", DOMAIN, mx.stream().map(each -> each.priority() + " " + each.name()).toList());
        say("  (a DNS record has no port, so the sender takes each node's port from the demo's own list)");
        if (targets.size() != plans.size()) {
            throw new DemoFailure("the MX records name " + targets.size() + " of " + plans.size() + " nodes");
        }
        return targets;
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private LoadReport load(List<Target> targets) throws InterruptedException, DemoFailure {
        var mix = MessageMix.plain(new Quantity.Between(1 << 10, 60 << 10)).withEicar(INFECTED);
        var load = new Load(RUN, new Pace.Closed(wishes.messages(), Pace.Closed.UNLIMITED), Duration.ZERO, mix,
                wishes.sessions(), MESSAGES_PER_SESSION, Domain.parse("gen.postern.test").orElseThrow(),
                Domain.parse(DOMAIN).orElseThrow(), Load.Retries.QUICK, PATIENCE, Guise.PLAIN, System.nanoTime());
        say("sending %d messages of 1 to 60 KiB over %d sessions at once, one of %.0f infected", wishes.messages(),
                load.sessions(), 1 / INFECTED.value());
        var generator = new Generator(vertx, targets, load);
        return await(generator.run(new LoadWatcher() {
            @Override
            public void acknowledged(long count) {
                progress(count);
            }
        }), "the load", LOAD_LIMIT);
    }

    /** On the generator's event loop: each tenth is told, and half-way a node dies. */
    private void progress(long acknowledged) {
        if (acknowledged == (wishes.messages() + 1) / 2 && plans.size() > 1) {
            var victim = cluster.nodes().getLast();
            victim.kill();
            say("  killed %s (process %d) with SIGKILL", victim.plan().name(), victim.pid());
        }
        if (acknowledged % Math.max(1, wishes.messages() / 10) == 0) {
            say("  %d acknowledged", acknowledged);
        }
    }

    private Ledger ledger(LoadReport report, List<CountingSink> sinks)
            throws IOException, InterruptedException, DemoFailure {
        if (plans.size() > 1 && !cluster.nodes().getLast().endsWithin(10_000)) {
            throw new DemoFailure("the killed node is still there");
        }
        var arrived = new Copies();
        var damaged = new MessageIds();
        for (var sink : sinks) {
            arrived.addAll(sink.arrived(RUN));
            damaged.addAll(sink.damaged(RUN));
            if (sink.strangers() > 0) {
                throw new DemoFailure("a sink got " + sink.strangers() + " messages that no one sent");
            }
        }
        say("arrived by sink: %s", sinks.stream().map(each -> each.arrived(RUN).ids().size()).toList());
        return report.ledger(Fate.QUARANTINED, arrived, cluster.quarantined(RUN), damaged);
    }

    private String zone() {
        var zone = new StringBuilder("""
                $TTL 60
                @ IN SOA ns hostmaster 1 3600 600 86400 60
                @ IN NS ns
                ns IN A 127.0.0.1
                gen IN A 127.0.0.1
                next.demo IN MX 10 sink1.demo
                next.demo IN MX 10 sink2.demo
                sink1.demo IN A 127.0.0.1
                sink2.demo IN A 127.0.0.1
                """);
        plans.forEach(plan -> zone.append("demo IN MX 10 %1$s.%n%1$s. IN A 127.0.0.1%n".formatted(plan.name())));
        return zone.toString();
    }

    private <T> T await(Future<T> future, String what) throws InterruptedException, DemoFailure {
        return await(future, what, Duration.ofSeconds(20));
    }

    private static <T> T await(Future<T> future, String what, Duration limit) throws InterruptedException, DemoFailure {
        try {
            return future.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new DemoFailure(what + ": nothing after " + limit.toSeconds() + " s");
        }
    }

    private void say(String format, Object... values) {
        out.println("demo: " + format.formatted(values));
        out.flush();
    }
}
