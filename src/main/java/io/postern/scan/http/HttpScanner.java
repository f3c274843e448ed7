package io.postern.scan.http;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import io.postern.config.Scan;
import io.postern.message.FieldCounts;
import io.postern.scan.Addresses;
import io.postern.scan.ScanInput;
import io.postern.scan.Scanner;
import io.postern.scan.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Asks a program of the operator's own, in any language: one POST with a line of JSON and the message behind it, answered by
 * a verdict in JSON. Described in {@code scan-hook.openapi.json}. With https the host must prove its name.
 */
public final class HttpScanner implements Scanner {

    private static final int AT_ONCE = 32;

    /** Servers close idle connections, many after five seconds; one that closes just now has lost the message. */
    private static final int IDLE_SECONDS = 2;

    private final Scan config;
    private final Scan.Kind.Http kind;
    private final String hostname;
    private final HttpAttempts attempts;
    private final Addresses addresses;
    private final Map<SocketAddress, URI> urls = new HashMap<>();
    private final HttpClient client;

    /** {@code hostname}: this node's. */
    public HttpScanner(Vertx vertx, Scan config, Scan.Kind.Http kind, String hostname) {
        this.config = config;
        this.kind = kind;
        this.hostname = hostname;
        this.attempts = new HttpAttempts(config.name(), "hook");
        this.addresses = Addresses.of(config, AT_ONCE);
        var each = addresses.socketAddresses();
        for (int i = 0; i < each.size(); i++) {
            urls.put(each.get(i), kind.urls().get(i));
        }
        var options = new HttpClientOptions()
                .setConnectTimeout(config.connectMillis())
                .setKeepAliveTimeout(IDLE_SECONDS);
        kind.ca().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(AT_ONCE));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Future<Verdict> scan(ScanInput input) {
        var preamble = Buffer.buffer(HookDescription.of(input, hostname, name()).encode()).appendString("\n");
        return addresses.ask(input.context(), (address, deadlineNanos) -> MessagePost.send(client, to(address), preamble,
                        input.body(), Coding.none(), input.context(), deadlineNanos)
                .compose(end -> attempts.of(end, answer -> judged(answer.body(), input))));
    }

    private RequestOptions to(SocketAddress address) {
        var url = urls.get(address);
        var options = new RequestOptions().setMethod(HttpMethod.POST)
                .setHost(address.host()).setPort(address.port()).setSsl("https".equals(url.getScheme())).setURI(target(url))
                .putHeader("Content-Type", "application/x-postern-scan").putHeader("Accept", "application/json");
        kind.token().ifPresent(token -> options.putHeader("Authorization", "Bearer " + token.value()));
        return options;
    }

    private static String target(URI url) {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private Future<Verdict> judged(Buffer body, ScanInput input) {
        return switch (HookAnswer.read(body)) {
            case HookAnswer.Babble(var what) -> Future.succeededFuture(attempts.babble(what));
            case HookAnswer.Said said -> said.removes().isEmpty() ? Future.succeededFuture(said.verdict())
                    : FieldCounts.of(input.body(), input.context()).map(said::verdict);
        };
    }
}
