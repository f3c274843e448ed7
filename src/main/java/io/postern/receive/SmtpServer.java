package io.postern.receive;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.postern.smtp.Peer;
import io.postern.wire.Connection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Listens for clients on one event loop. Made, started and stopped on that loop; every loop of the node has its own. */
public final class SmtpServer {

    private static final long SWEEP_MILLIS = 1000;
    private static final int BACKLOG = 4096;

    private final Vertx vertx;
    private final Reception reception;
    private final Supplier<SessionSettings> settings;
    private final OpenSessions sessions = new OpenSessions();
    private final AcceptBrake brake;
    private final List<NetServer> listeners = new ArrayList<>();
    private long sweeper;

    public SmtpServer(Vertx vertx, Reception reception, Supplier<SessionSettings> settings) {
        this.vertx = vertx;
        this.reception = reception;
        this.settings = settings;
        this.brake = new AcceptBrake(vertx, System::nanoTime);
    }

    /** Binds all addresses; the ports that were bound, in their order. A port of 0 is shared by the loops of the node. */
    public Future<List<Integer>> listen(List<InetSocketAddress> addresses) {
        sweeper = vertx.setPeriodic(SWEEP_MILLIS, _ -> sessions.sweep(System.nanoTime(), reception.isStressed()));
        var bound = new ArrayList<Future<Integer>>();
        for (var address : addresses) {
            bound.add(bind(address, bound.size()));
        }
        return Future.all(bound).map(all -> all.<Integer>list());
    }

    private Future<Integer> bind(InetSocketAddress address, int listener) {
        var server = vertx.createNetServer(new NetServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(BACKLOG)
                .setReuseAddress(true));
        listeners.add(server);
        return server.connectHandler(socket -> accept(socket, listener))
                // a negative number is a free port, the same one for all who give this number
                .listen(address.getPort() == 0 ? -1 - listener : address.getPort(), address.getHostString())
                .map(NetServer::actualPort);
    }

    /** {@code listener}: which of the configuration's. */
    private void accept(NetSocket socket, int listener) {
        var connection = Connection.on(socket);
        var current = settings.get();
        var own = current.listeners().get(listener);
        var loadBalancers = own.listener().proxyProtocolFrom();
        if (loadBalancers.isEmpty()) {
            welcome(Arrival.of(Peer.connecting(connection.remoteAddress(), connection.remotePort())), connection, current, own);
        } else {
            new ProxyDoor(connection, sessions, reception,
                    (arrival, announced) -> welcome(arrival, announced, current, own)).open(loadBalancers);
        }
    }

    private void welcome(Arrival arrival, Connection connection, SessionSettings current, ListenerSettings listener) {
        if (!new SmtpSession(connection, sessions).begin(arrival, reception, current, listener) && reception.isFull()) {
            brake.refused(connection);
        }
    }

    /** No new connections; idle sessions hear 421, the others have {@code limit} to finish what they have begun. */
    public Future<Void> drain(Duration limit) {
        return Future.join(listeners.stream()
                .map(server -> server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS))
                .toList()).mapEmpty();
    }

    public Future<Void> close() {
        vertx.cancelTimer(sweeper);
        sessions.closeAll();
        return Future.join(listeners.stream().map(NetServer::close).toList()).mapEmpty();
    }
}
