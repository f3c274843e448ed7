package io.postern;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.postern.config.Config;
import io.postern.gateway.Gateway;
import io.postern.gateway.Shared;
import io.postern.observe.LoopLag;
import io.postern.receive.SmtpServer;
import io.postern.relay.HostPermits;
import io.postern.relay.Relay;
import io.postern.relay.RouteGates;
import io.postern.route.HopHealth;
import io.postern.tls.ClientTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;

/** One event loop's share of the node: clients, gateway and next hops of a message all live here. */
final class Lane extends VerticleBase {

    private final Shared shared;
    private final HopHealth hops;
    private final HostPermits permits;
    private final ClientTls tls;
    private final RouteGates gates;
    private Relay relay;
    private SmtpServer server;
    private LoopLag lag;
    private List<Integer> ports = List.of();

    Lane(Shared shared, HopHealth hops, HostPermits permits, RouteGates gates, ClientTls tls) {
        this.shared = shared;
        this.hops = hops;
        this.permits = permits;
        this.gates = gates;
        this.tls = tls;
    }

    @Override
    public Future<?> start() {
        lag = LoopLag.watch(vertx);
        var config = shared.generation().get().config();
        relay = new Relay(vertx, config, hops, permits, gates, tls, shared.metrics());
        server = new SmtpServer(vertx, new Gateway(shared, relay, context),
                () -> shared.generation().get().sessions());
        return server.listen(addresses(config)).onSuccess(bound -> ports = bound);
    }

    private static List<InetSocketAddress> addresses(Config config) {
        return config.listeners().stream().map(Config.Listener::bind).toList();
    }

    List<Integer> ports() {
        return ports;
    }

    LoopLag lag() {
        return lag;
    }

    Relay relay() {
        return relay;
    }

    Context loop() {
        return context;
    }

    /** From any thread: no new clients, those within a transaction may finish it, then QUIT to the next hops. */
    Future<Void> drain(Duration limit) {
        return on(() -> server.drain(limit).eventually(relay::close));
    }

    /** From any thread; the future completes on the loop. */
    <T> Future<T> on(Supplier<Future<T>> action) {
        var done = Promise.<T>promise();
        context.runOnContext(_ -> action.get().onComplete(done));
        return done.future();
    }

    @Override
    public Future<?> stop() {
        return server.close().eventually(relay::close);
    }
}
