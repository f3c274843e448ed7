package io.postern.scan;

import io.postern.config.Scan;
import io.postern.observe.MailLog;
import io.postern.wire.Connection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.slf4j.event.Level;

/**
 * Asks clamd over TCP or a Unix socket, one connection a message, on the message's own event loop. So many connections
 * at a time to each address, for clamd serves few threads and refuses what its queue cannot hold.
 */
final class ClamdScanner implements Scanner {

    private static final int MAX_CONNECTIONS = 16;

    private final Scan config;
    private final NetClient client;
    private final Addresses addresses;

    ClamdScanner(Vertx vertx, Scan config) {
        this.config = config;
        this.addresses = Addresses.of(config, MAX_CONNECTIONS);
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(config.connectMillis()));
    }

    @Override
    public String name() {
        return config.name();
    }

    CachedScanner.Knowledge version() {
        return new ClamdVersions(client, addresses.socketAddresses(), System::nanoTime);
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        return addresses.ask(input.context(), (address, deadlineNanos) -> Addresses.connect(client, address, config, deadlineNanos)
                .compose(socket -> ClamdExchange.over(
                        Connection.on(socket), input.body(), input.context(), deadlineNanos - System.nanoTime()))
                .otherwise(new ClamdExchange.End.Lost("connect"))
                .map(this::attempt));
    }

    private Attempt attempt(ClamdExchange.End end) {
        return switch (end) {
            case ClamdExchange.End.Answer(var reply) -> understood(reply);
            case ClamdExchange.End.Lost(var cause) -> Attempt.lost(cause);
            case ClamdExchange.End.Silent _ -> Attempt.silent();
            case ClamdExchange.End.Unreadable _ -> Attempt.ours("read");
        };
    }

    private Attempt understood(String reply) {
        var attempt = ClamdReply.attempt(reply, config);
        if (attempt.verdict() instanceof Verdict.Unsure) {
            MailLog.limited(Level.WARN, "clamd-answer", "scanner", name(), "reply", reply);
        }
        return attempt;
    }
}
