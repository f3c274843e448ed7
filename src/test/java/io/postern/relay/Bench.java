package io.postern.relay;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import io.netty.buffer.Unpooled;
import io.postern.config.ByteSize;
import io.postern.config.Config;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.BodyTraits;
import io.postern.message.BodyWriter;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.route.HopHealth;
import io.postern.route.HopTrouble;
import io.postern.smtp.Domain;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Mailbox;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.ReversePath;
import io.postern.tls.ClientTls;
import io.postern.tls.LocalBrokenTls;
import io.postern.tls.TlsPolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** A relay on an event loop of its own, with deadlines short enough to be waited for. */
final class Bench implements AutoCloseable, HopHealth {

    static final String TRACE = "Received: by gate.test\r\n";

    final List<InetSocketAddress> failed = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Config config;
    private final Metrics metrics = new Metrics();
    BodyBudget budget;
    private final HostPermits permits;
    private final ClientTls clientTls = new ClientTls(new LocalBrokenTls(this::tickNanos));
    private final Relay relay;
    private volatile long tickNanos;
    /** What takes part in the choice of hops, if anything does. */
    Optional<HopHealth> memory = Optional.empty();
    Duration budgetLeft = Duration.ofSeconds(20);
    TlsPolicy tls = TlsPolicy.NONE;
    Way way = Way.PLAIN;
    /** By what name an address was found. */
    Function<InetSocketAddress, String> host = _ -> "mx.test";
    BooleanSupplier stillWanted = () -> true;
    List<String> recipients = List.of("a");
    String body = "Subject: x\r\n\r\nhello\r\n..dot\r\n";
    boolean eightBit;
    /** If there are any, the body is content. */
    Optional<BodyTraits> content = Optional.empty();
    MailParameters parameters = MailParameters.NONE;
    Map<Mailbox, RcptParameters> requests = Map.of();
    Mailbox from = mailbox("from");
    Optional<List<Mailbox>> mailboxes = Optional.empty();

    Bench(Duration phase) throws Exception {
        this(phase, 10, 100);
    }

    Bench(Duration phase, int connectionsPerHop, int messagesPerConnection) throws Exception {
        var limits = new Config.Limits(new ByteSize(1 << 26), 100, 0, 100, 100, new ByteSize(1 << 28), new ByteSize(1 << 26),
                new ByteSize(1 << 28), 50, new ByteSize(1 << 20), 10, 100);
        var timeouts = new Config.Timeouts(phase, phase, Duration.ofMinutes(2), phase, phase, phase, phase, phase);
        config = new Config("gate.test", null, Optional.empty(), List.of(), limits, Path.of("/tmp"),
                Config.BareNewline.REJECT, Config.LongLines.PASS, timeouts, null, Config.Log.DEFAULT, Optional.empty(), null, List.of(),
                new Config.Relay(25, connectionsPerHop, messagesPerConnection, Duration.ofSeconds(30), Duration.ofMinutes(5),
                        List.of()), null, List.of(), null, null, Optional.empty(), null);
        budget = new BodyBudget(64 << 20, 32 << 20, 64 << 20, Path.of(System.getProperty("java.io.tmpdir")));
        permits = new HostPermits(connectionsPerHop);
        relay = onLoop(() -> new Relay(vertx, config, this, permits, new RouteGates(), clientTls, metrics));
    }

    private long tickNanos() {
        return tickNanos;
    }

    /** What is remembered of hops grows older. */
    void pass(Duration time) {
        tickNanos += time.toNanos();
    }

    Outcome deliver(InetSocketAddress... hops) throws Exception {
        return await(begin(hops));
    }

    /** Starts a delivery; the body is gone from the budget again when it is over. */
    Future<Outcome> begin(InetSocketAddress... hops) throws Exception {
        return onLoop(() -> {
            var writer = new BodyWriter(budget, context);
            return write(writer, 0).compose(written -> send(finish(writer), hops));
        });
    }

    private Future<Void> write(BodyWriter writer, int from) {
        if (from >= body.length()) {
            return Future.succeededFuture();
        }
        int until = Math.min(body.length(), from + (64 << 10));
        return writer.append(Unpooled.copiedBuffer(body.substring(from, until), StandardCharsets.ISO_8859_1))
                .compose(kept -> write(writer, until));
    }

    private static int lineDots(String text) {
        int dots = text.startsWith(".") ? 1 : 0;
        for (int at = text.indexOf("\r\n."); at >= 0; at = text.indexOf("\r\n.", at + 1)) {
            dots++;
        }
        return dots;
    }

    private Body finish(BodyWriter writer) {
        int unstuffed = body.length() - lineDots(body);
        return content.map(writer::finishContent).orElseGet(() -> writer.finish(0, unstuffed, eightBit));
    }

    private Future<Outcome> send(Body held, InetSocketAddress... hops) {
        var trace = Unpooled.copiedBuffer(TRACE, StandardCharsets.ISO_8859_1);
        var candidates = new ArrayList<Candidate>();
        for (var hop : hops) {
            var name = host.apply(hop);
            candidates.add(new Candidate(name, hop, 10, tls.towards(name)));
        }
        var to = mailboxes.orElseGet(() -> recipients.stream().map(Bench::mailbox).toList());
        var envelope = new Envelope("id1", ReversePath.of(from), to, parameters, requests);
        long deadline = System.nanoTime() + budgetLeft.toNanos();
        return relay.deliver(new Delivery(candidates, envelope, trace, held, deadline,
                config.timeouts().dotReply(), stillWanted, way, Delivery.Witness.NONE)).onComplete(done -> {
                    held.release();
                    trace.release();
                });
    }

    /** The body is this content; {@code traits} of it are found out. */
    Bench content(String text) {
        body = text;
        boolean bare = text.replace("\r\n", "").chars().anyMatch(c -> c == '\r' || c == '\n');
        content = Optional.of(new BodyTraits(text.length(), text.chars().anyMatch(c -> c > 127), bare, lineDots(text),
                text.isEmpty() || text.endsWith("\r\n")));
        return this;
    }

    static Mailbox mailbox(String localPart) {
        return new Mailbox(localPart, new Domain("test"));
    }

    static Outcome await(Future<Outcome> outcome) throws Exception {
        return outcome.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    <T> T onLoop(Callable<T> work) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    String scrape() {
        return metrics.scrape();
    }

    int idle() throws Exception {
        return onLoop(relay::idle);
    }

    int awaited() throws Exception {
        return onLoop(relay::awaited);
    }

    /** Leases are over: what is open is idle. */
    boolean settled() throws Exception {
        return onLoop(() -> relay.open() == relay.idle());
    }

    /** What each open connection holds, and nothing else does. */
    int permits() throws Exception {
        return onLoop(permits::taken);
    }

    void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not in time");
            }
            onLoop(() -> true);
        }
    }

    @Override
    public boolean isBad(InetSocketAddress hop) {
        return memory.map(known -> known.isBad(hop)).orElse(false);
    }

    @Override
    public void failed(InetSocketAddress hop, HopTrouble trouble) {
        failed.add(hop);
        memory.ifPresent(known -> known.failed(hop, trouble));
    }

    @Override
    public void succeeded(InetSocketAddress hop) {
        memory.ifPresent(known -> known.succeeded(hop));
    }

    @Override
    public boolean tryBegin(Candidate hop) {
        return memory.map(known -> known.tryBegin(hop)).orElse(true);
    }

    @Override
    public void begin(Candidate hop) {
        memory.ifPresent(known -> known.begin(hop));
    }

    @Override
    public void abandoned(InetSocketAddress hop) {
        memory.ifPresent(known -> known.abandoned(hop));
    }

    @Override
    public void took(InetSocketAddress hop, long nanos) {
        memory.ifPresent(known -> known.took(hop, nanos));
    }

    @Override
    public void close() {
        try {
            eventually(this::settled);
            relay.close();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            metrics.close();
        }
    }
}
