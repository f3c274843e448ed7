package io.postern.scan.milter;

import io.postern.config.Scan;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.scan.Addresses;
import io.postern.scan.Attempt;
import io.postern.scan.ScanInput;
import io.postern.scan.Scanner;
import io.postern.scan.Verdict;
import io.postern.wire.Connection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import org.slf4j.event.Level;

/**
 * Asks a mail filter of Sendmail and Postfix over TCP or a Unix socket, one connection a message, on the message's own event
 * loop. So many at a time of each address, for most filters have a thread for each.
 */
public final class MilterScanner implements Scanner {

    private static final int MAX_CONNECTIONS = 64;

    private final Scan config;
    private final String hostName;
    private final Bounds bounds;
    private final Addresses addresses;
    private final NetClient client;
    private final Metrics metrics;

    /** {@code hostName}: ours. */
    public MilterScanner(Vertx vertx, Scan config, String hostName, Bounds bounds, Metrics metrics) {
        this.config = config;
        this.addresses = Addresses.of(config, MAX_CONNECTIONS);
        this.hostName = hostName;
        this.bounds = bounds;
        this.metrics = metrics;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout(config.connectMillis()));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        return addresses.ask(input.context(), (address, deadlineNanos) -> Addresses.connect(client, address, config, deadlineNanos)
                .transform(connected -> connected.succeeded() ? over(connected.result(), input, deadlineNanos)
                        : Future.succeededFuture(Attempt.lost("connect"))));
    }

    private Future<Attempt> over(NetSocket socket, ScanInput input, long deadlineNanos) {
        var line = FilterLine.over(Connection.on(socket), input.context(), deadlineNanos - System.nanoTime());
        var dialogue = new Dialogue(line, input, new Macros(input, hostName), bounds);
        return dialogue.verdict().map(verdict -> {
            dialogue.refusedRequests().forEach(what -> refuse(input, what));
            return attempt(verdict);
        });
    }

    private static Attempt attempt(Verdict verdict) {
        return verdict instanceof Verdict.Unsure(var cause) ? switch (cause) {
            case "lost", Dialogue.NO_AGREEMENT -> Attempt.lost(cause);
            case "timeout" -> Attempt.silent();
            case "read", "body-budget" -> Attempt.ours(cause);
            default -> Attempt.answered(verdict);
        } : Attempt.answered(verdict);
    }

    /** What a filter was not offered, or what makes no sense: the message goes on without it, and a person is told. */
    private void refuse(ScanInput input, String what) {
        metrics.alert("milter-request");
        MailLog.limited(Level.WARN, "milter-request", "scanner", name(), "id", input.envelope().id(), "refused", what);
    }
}
