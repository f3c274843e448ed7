package io.postern.loadtest;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.handler.ssl.SslContext;
import io.postern.wire.Connection;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;

/**
 * A next hop that counts: which messages arrived, how often, and which of them with other octets or another outside than
 * they were sent with. It takes everything unless its script says otherwise. Counts and script may be used from any thread.
 */
public final class CountingSink {

    private static final int BACKLOG = 4096;
    private static final AtomicInteger CHOSEN = new AtomicInteger();

    private final SinkLedger ledger = new SinkLedger();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final Vertx vertx;
    private final Optional<SslContext> tls;
    private volatile SinkScript script;
    private volatile int port;
    private volatile String deployed = "";

    private CountingSink(Vertx vertx, Optional<SslContext> tls, SinkScript script) {
        this.vertx = vertx;
        this.tls = tls;
        this.script = script;
    }

    /** Listens on {@code host}, on one event loop; port 0 chooses one. */
    public static Future<CountingSink> listen(Vertx vertx, String host, int port) {
        return listen(vertx, host, port, 1, Optional.empty(), SinkScript.TAKE_ALL);
    }

    static Future<CountingSink> listen(Vertx vertx, String host, int port, int loops, Optional<SslContext> tls,
            SinkScript script) {
        var sink = new CountingSink(vertx, tls, script);
        return sink.deploy(host, port, loops).map(sink);
    }

    private Future<Void> deploy(String host, int wanted, int loops) {
        // to Vert.x a negative number is a port that all who say the same number share, whichever it turns out to be
        int shared = wanted == 0 ? -CHOSEN.incrementAndGet() : wanted;
        return vertx.deployVerticle(() -> new Listener(host, shared), new DeploymentOptions().setInstances(loops))
                .onSuccess(id -> deployed = id).mapEmpty();
    }

    /** One event loop's share of the connections. */
    private final class Listener extends AbstractVerticle {

        private final String host;
        private final int wanted;

        Listener(String host, int wanted) {
            this.host = host;
            this.wanted = wanted;
        }

        @Override
        public void start(Promise<Void> started) {
            var server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(BACKLOG));
            server.connectHandler(socket ->
                    new SinkSession(vertx, Connection.on(socket), CountingSink.this).run());
            server.listen(wanted, host).onSuccess(bound -> port = bound.actualPort()).<Void>mapEmpty().onComplete(started);
        }
    }

    public int port() {
        return port;
    }

    /** How often each message of the run arrived; {@code run} is empty for messages that name none. */
    public Copies arrived(String run) {
        return ledger.account(run).arrived();
    }

    /** What arrived changed: another digest, or a header that belongs to another envelope. */
    public MessageIds damaged(String run) {
        return ledger.account(run).damaged();
    }

    /** Messages that no generator made. */
    public long strangers() {
        return ledger.strangers();
    }

    public Future<Void> close() {
        return vertx.undeploy(deployed);
    }

    /** From the next step of each session on. */
    void follow(SinkScript next) {
        script = next;
    }

    SinkScript script() {
        return script;
    }

    Optional<SslContext> tls() {
        return tls;
    }

    SinkLedger ledger() {
        return ledger;
    }

    AtomicLong sessions() {
        return sessions;
    }

    /** Answers other than the ordinary ones, and dropped connections. */
    AtomicLong refusals() {
        return refusals;
    }
}
