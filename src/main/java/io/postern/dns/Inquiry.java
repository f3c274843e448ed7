package io.postern.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.Context;
import io.vertx.core.Future;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.WireParseException;

/**
 * One question put to the servers in turn until one has a usable answer, in two rounds: a datagram may be lost, a kept
 * connection may have been closed, and an answer with another id or question than ours may be a forger's. A server that
 * answered uselessly is not asked in the second round. Runs on one context.
 */
final class Inquiry {

    static final int ROUNDS = 2;

    private final Context context;
    private final NameServers servers;
    private final AliasTrail trail;
    private final int type;
    private final int[] order;
    private final boolean[] useless;
    private final boolean[] failed;

    Inquiry(Context context, NameServers servers, AliasTrail trail, int type) {
        this.context = context;
        this.servers = servers;
        this.trail = trail;
        this.type = type;
        this.order = servers.order();
        this.useless = new boolean[servers.count()];
        this.failed = new boolean[servers.count()];
    }

    Future<Reading> run() {
        return attempt(0, new Reading.Useless("no name server"));
    }

    private Future<Reading> attempt(int number, Reading.Useless last) {
        if (number >= ROUNDS * order.length) {
            return Future.succeededFuture(last);
        }
        int server = order[number % order.length];
        if (useless[server]) {
            return attempt(number + 1, last);
        }
        return send(server).compose(reading -> {
            if (reading instanceof Reading.Useless nothing) {
                useless[server] = true;
                failed[server] = true;
                return attempt(number + 1, nothing);
            }
            blameOthers(server);
            return Future.succeededFuture(reading);
        }, failure -> {
            failed[server] = true;
            return attempt(number + 1, new Reading.Useless(why(failure)));
        });
    }

    private void blameOthers(int answered) {
        for (int i = 0; i < failed.length; i++) {
            if (failed[i] && i != answered) {
                servers.failed(i);
            }
        }
    }

    /** The answer is parsed on the context too. The timeout is ours: dnsjava looks at its own once a second. */
    private Future<Reading> send(int server) {
        try {
            var query = Message.newQuery(Record.newRecord(trail.name(), type, DClass.IN));
            query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether the answer is authenticated
            var answer = servers.at(server).sendAsync(query, task -> context.runOnContext(_ -> task.run()));
            return Future.fromCompletionStage(answer, context)
                    .timeout(servers.patience().toMillis(), TimeUnit.MILLISECONDS)
                    .map(message -> Reading.of(message, trail.copy(), type, servers.isTrusted(server)));
        } catch (RuntimeException failure) {
            return Future.fromCompletionStage(CompletableFuture.failedFuture(failure), context);
        }
    }

    /** In words for people. A message without a question makes dnsjava fail by a NullPointerException. */
    static String why(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case TimeoutException _ -> "timeout";
            case WireParseException _, NullPointerException _ -> "malformed answer";
            case ConnectException _, PortUnreachableException _ -> "name server unreachable";
            case EOFException _ -> "name server closed the connection";
            case IOException broken when String.valueOf(broken.getMessage()).startsWith("Timed out") -> "timeout";
            case IOException broken -> "network failure: " + broken.getMessage();
            default -> "internal failure: " + cause;
        };
    }
}
