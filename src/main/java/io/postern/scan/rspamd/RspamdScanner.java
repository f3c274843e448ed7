package io.postern.scan.rspamd;

import io.postern.config.Scan;
import io.postern.message.FieldCounts;
import io.postern.observe.MailLog;
import io.postern.scan.Addresses;
import io.postern.scan.Attempt;
import io.postern.scan.ScanInput;
import io.postern.scan.Scanner;
import io.postern.scan.Verdict;
import io.postern.scan.http.Coding;
import io.postern.scan.http.MessagePost;
import io.postern.scan.http.MessagePost.End;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import org.slf4j.event.Level;

/**
 * Asks rspamd ({@code /checkv2}) with all that is known of the client. The message is sent as it came, without our Received,
 * as rspamd's own milter does: what an MTA knows of the client stands in the request. It is asked on the message's own event
 * loop; rspamd closes each connection after its answer.
 */
public final class RspamdScanner implements Scanner {

    private static final int AT_ONCE = 64;

    private final Scan config;
    private final Scan.Kind.Rspamd kind;
    private final RspamdRequest request;
    private final RspamdJudgement judgement;
    private final Addresses addresses;
    private final HttpClient client;

    /** {@code hostname}: this node's. */
    public RspamdScanner(Vertx vertx, Scan config, Scan.Kind.Rspamd kind, String hostname) {
        this.config = config;
        this.kind = kind;
        this.request = new RspamdRequest(kind, hostname);
        this.judgement = new RspamdJudgement(config, kind);
        this.addresses = new Addresses(config.name(), kind.addresses(), AT_ONCE, System::nanoTime);
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(config.connectMillis()),
                new PoolOptions().setHttp1MaxSize(AT_ONCE));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        long deadlineNanos = System.nanoTime() + config.timeout().toNanos();
        return addresses.ask(input.context(), deadlineNanos, address -> MessagePost.send(client, to(address, input), Buffer.buffer(),
                        input.body(), kind.compress() ? new Zstd() : Coding.none(), input.context(),
                        deadlineNanos - System.nanoTime())
                .compose(end -> attempt(end, input)));
    }

    private RequestOptions to(SocketAddress address, ScanInput input) {
        boolean overTcp = address.isInetSocket();
        return new RequestOptions().setServer(address)
                .setHost(overTcp ? address.host() : "localhost").setPort(overTcp ? address.port() : 80)
                .setMethod(HttpMethod.POST).setURI("/checkv2").setHeaders(request.headers(input));
    }

    private Future<Attempt> attempt(End end, ScanInput input) {
        return switch (end) {
            case End.Answer answer -> judged(answer, input).map(Attempt::answered);
            case End.Lost(var cause, _) -> Future.succeededFuture(Attempt.lost(cause));
            case End.Silent _ -> Future.succeededFuture(Attempt.silent());
            case End.Endless _ -> Future.succeededFuture(Attempt.answered(babble("endless")));
            case End.Unreadable _ -> Future.succeededFuture(Attempt.ours("read"));
        };
    }

    private Future<Verdict> judged(End.Answer answer, ScanInput input) {
        return switch (RspamdAnswer.read(answer)) {
            case RspamdAnswer.Babble(var what) -> Future.succeededFuture(babble(what));
            case RspamdAnswer.Result result -> {
                if (!result.milter().ignored().isEmpty()) {
                    MailLog.limited(Level.WARN, "rspamd-ignored", "scanner", name(), "id", input.envelope().id(),
                            "requests", String.join(",", result.milter().ignored()));
                }
                yield FieldCounts.of(input.body(), input.context()).map(counts -> verdict(result, counts));
            }
        };
    }

    private Verdict verdict(RspamdAnswer.Result result, FieldCounts counts) {
        try {
            return judgement.of(result, counts);
        } catch (IllegalArgumentException noField) {
            return babble(noField.getMessage());
        }
    }

    private Verdict babble(String what) {
        MailLog.limited(Level.WARN, "rspamd-answer", "scanner", name(), "wrong", what);
        return new Verdict.Unsure("rspamd-error");
    }
}
