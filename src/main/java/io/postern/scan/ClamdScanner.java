package io.postern.scan;

import io.postern.config.Scan;
import io.postern.observe.MailLog;
import io.postern.wire.Connection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import org.slf4j.event.Level;

/**
 * Asks clamd over TCP or a Unix socket, one connection a message, on the message's own event loop. So many connections
 * at a time, for clamd serves few threads and refuses what its queue cannot hold; the others wait in line here.
 */
final class ClamdScanner implements Scanner {

    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_CONNECT_MILLIS = 5_000;

    private final Scan config;
    private final NetClient client;
    private final SocketAddress address;
    private final Permits permits = new Permits(MAX_CONNECTIONS);

    ClamdScanner(Vertx vertx, Scan config, Scan.Kind.Clamd clamd) {
        this.config = config;
        this.address = address(clamd.address());
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(Math.clamp(config.timeout().toMillis(), 1, MAX_CONNECT_MILLIS)));
    }

    @Override
    public String name() {
        return config.name();
    }

    CachedScanner.Knowledge version() {
        return new ClamdVersion(client, address);
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        long deadlineNanos = System.nanoTime() + config.timeout().toNanos();
        return permits.acquire(input.context())
                .compose(_ -> ask(input, deadlineNanos).onComplete(_ -> permits.release()));
    }

    private Future<Verdict> ask(ScanInput input, long deadlineNanos) {
        if (deadlineNanos - System.nanoTime() <= 0) {
            return Future.succeededFuture(new Verdict.Unsure("timeout"));
        }
        return client.connect(address)
                .compose(socket -> ClamdExchange.over(
                        Connection.on(socket), input.body(), input.context(), deadlineNanos - System.nanoTime()))
                .otherwise(new ClamdExchange.End.Broken("connect"))
                .map(this::verdict);
    }

    private Verdict verdict(ClamdExchange.End end) {
        return switch (end) {
            case ClamdExchange.End.Answer(var reply) -> understood(reply);
            case ClamdExchange.End.Broken(var cause) -> new Verdict.Unsure(cause);
        };
    }

    private Verdict understood(String reply) {
        var verdict = ClamdReply.verdict(reply, config);
        if (verdict instanceof Verdict.Unsure) {
            MailLog.limited(Level.WARN, "clamd-answer", "scanner", name(), "reply", reply);
        }
        return verdict;
    }

    /** {@code host:port}, {@code [address]:port}, or the absolute path of a Unix socket. */
    static SocketAddress address(String text) {
        if (text.startsWith("/")) {
            return SocketAddress.domainSocketAddress(text);
        }
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, colon);
        return SocketAddress.inetSocketAddress(
                Integer.parseInt(text.substring(colon + 1)),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }
}
