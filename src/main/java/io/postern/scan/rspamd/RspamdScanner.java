package io.postern.scan.rspamd;

import io.postern.config.Scan;
import io.postern.message.FieldCounts;
import io.postern.observe.MailLog;
import io.postern.scan.Addresses;
import io.postern.scan.ScanInput;
import io.postern.scan.Scanner;
import io.postern.scan.Verdict;
import io.postern.scan.http.Coding;
import io.postern.scan.http.HttpAttempts;
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
    private final HttpAttempts attempts;
    private final Addresses addresses;
    private final HttpClient client;

    /** {@code hostname}: this node's. */
    public RspamdScanner(Vertx vertx, Scan config, Scan.Kind.Rspamd kind, String hostname) {
        this.config = config;
        this.kind = kind;
        this.request = new RspamdRequest(kind, hostname);
        this.judgement = new RspamdJudgement(config, kind);
        this.attempts = new HttpAttempts(config.name(), "rspamd");
        this.addresses = Addresses.of(config, AT_ONCE);
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
        return addresses.ask(input.context(), (address, deadlineNanos) -> MessagePost.send(client, to(address, input), Buffer.buffer(),
                        input.body(), kind.compress() ? new Zstd() : Coding.none(), input.context(), deadlineNanos)
                .compose(end -> attempts.of(end, answer -> judged(answer, input))));
    }

    private RequestOptions to(SocketAddress address, ScanInput input) {
        boolean overTcp = address.isInetSocket();
        return new RequestOptions().setServer(address)
                .setHost(overTcp ? address.host() : "localhost").setPort(overTcp ? address.port() : 80)
                .setMethod(HttpMethod.POST).setURI("/checkv2").setHeaders(request.headers(input));
    }

    private Future<Verdict> judged(End.Answer answer, ScanInput input) {
        return switch (RspamdAnswer.read(answer)) {
            case RspamdAnswer.Babble(var what) -> Future.succeededFuture(attempts.babble(what));
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
            return attempts.babble(noField.getMessage());
        }
    }
}
