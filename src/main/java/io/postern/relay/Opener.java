package io.postern.relay;

import java.util.Optional;

import io.postern.config.Config;
import io.postern.config.Config.AnnounceClient;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.tls.ClientTls;
import io.postern.tls.TlsPolicy;
import io.postern.wire.Connection;
import io.postern.wire.ProxyAnnouncement;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import org.slf4j.event.Level;

/** Makes a connection ready for MAIL, under a permit that the pool has got; gives the permit back when it is closed. */
final class Opener {

    private final Vertx vertx;
    private final Dialler dialler;
    private final Config config;
    private final HostPermits permits;
    private final ClientTls clientTls;
    private final Metrics metrics;
    private final OnceEach complaints = new OnceEach();

    Opener(Vertx vertx, Dialler dialler, Config config, HostPermits permits, ClientTls clientTls, Metrics metrics) {
        this.vertx = vertx;
        this.dialler = dialler;
        this.config = config;
        this.permits = permits;
        this.clientTls = clientTls;
        this.metrics = metrics;
    }

    void open(RelayPool pool, Wanted wanted, RelayPool.Lessee lessee) {
        connect(pool, wanted, wanted.hop().tls(), lessee);
    }

    /** {@code tried} is what this attempt demands; the connection is kept under what its candidate demands. */
    private void connect(RelayPool pool, Wanted wanted, TlsPolicy tried, RelayPool.Lessee lessee) {
        long connectMillis = config.timeouts().connect().toMillis();
        new ConnectRace(vertx, dialler, permits, metrics, wanted, connectMillis, new ConnectRace.Result() {
            @Override
            public void connected(Candidate hop, NetSocket socket) {
                Opener.this.connected(pool, alone(wanted, hop), tried, socket, lessee);
            }

            @Override
            public void unreached(Candidate hop, String cause) {
                lessee.unreached(notConnected(hop, cause, wanted.budgetDeadlineNanos()));
            }

            @Override
            public void failed(Candidate hop, String cause) {
                lessee.failed(notConnected(hop, cause, wanted.budgetDeadlineNanos()));
            }
        }).start();
    }

    private static Wanted alone(Wanted wanted, Candidate hop) {
        return wanted.rival().isEmpty() ? wanted
                : new Wanted(hop, Optional.empty(), wanted.origin(), wanted.budgetDeadlineNanos(), wanted.trace());
    }

    private void connected(RelayPool pool, Wanted wanted, TlsPolicy tried, NetSocket socket, RelayPool.Lessee lessee) {
        var hop = wanted.hop();
        var slot = new RelayConnection[1];
        var connection = new RelayConnection(Connection.on(socket), hop, wanted.origin(), metrics,
                () -> permits.release(hop.address()), () -> pool.gone(slot[0]));
        slot[0] = connection;
        connection.trace(wanted.trace());
        pool.opened(connection);
        // before the first word: the next hop answers nothing until it has the header
        wanted.origin().announced().filter(client -> client.is(AnnounceClient.PROXY_V2)).ifPresent(client ->
                connection.wire().writeAndForget(ProxyAnnouncement.of(client.address(), client.port(), hop.address())));
        new Handshake(connection, config, clientTls, tried, wanted.budgetDeadlineNanos(), metrics, new Handshake.Result() {
            @Override
            public void ready() {
                if (!tried.equals(hop.tls())) {
                    rememberBroken(hop);
                }
                introduce(connection, wanted, lessee);
            }

            @Override
            public void failed(Outcome outcome) {
                lessee.failed(outcome);
            }

            @Override
            public void tryInPlain(String cause) {
                MailLog.event(Level.INFO, "tls-failed", "hop", hop.host(),
                        "address", hop.address().getAddress().getHostAddress(), "cause", cause);
                connect(pool, wanted, TlsPolicy.NONE, lessee);
            }
        }).start();
    }

    private void introduce(RelayConnection connection, Wanted wanted, RelayPool.Lessee lessee) {
        var client = wanted.origin().announced().filter(it -> it.is(AnnounceClient.XCLIENT));
        if (client.isEmpty()) {
            lessee.leased(connection, false);
        } else {
            new Introduction(connection, config, client.get(), wanted.budgetDeadlineNanos(), complaints, lessee).start();
        }
    }

    /** Only now that it is known to be alive. */
    private void rememberBroken(Candidate hop) {
        clientTls.broken().broke(hop.address());
        MailLog.limited(Level.WARN, "tls-broken", "hop", hop.host(),
                "address", hop.address().getAddress().getHostAddress());
    }

    private static Outcome notConnected(Candidate hop, String cause, long budgetDeadlineNanos) {
        return System.nanoTime() - budgetDeadlineNanos >= 0
                ? new Outcome.BudgetSpent(Phase.CONNECT)
                : new Outcome.Lost(Optional.of(hop), Phase.CONNECT, cause, false);
    }
}
