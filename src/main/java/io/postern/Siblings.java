package io.postern;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.postern.admin.AdminServer;
import io.postern.admin.Download;
import io.postern.admin.Forwarding;
import io.postern.admin.Requester;
import io.postern.config.Secret;
import io.postern.observe.ClusterView;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;
import io.postern.quarantine.QuarantineStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The other nodes of the cluster, asked over their admin API with the token that all nodes have. A node that does not
 * answer in time is part of the answer.
 */
final class Siblings {

    /** Longer than a list of the quarantine waits for what its store's other nodes kept, or its node would seem silent. */
    static final long PATIENCE_MILLIS = 500 + QuarantineStore.REFRESH.toMillis();
    private static final long FORWARD_MILLIS = 10_000;
    /** A release waits for the next hop's answer to the dot. */
    private static final long LONGEST_MILLIS = 600_000;
    /** Ten minutes of series stay below, and a page of quarantine: of several messages, or the longest description alone. */
    private static final int MOST_OCTETS = 5 << 20;
    /** Some may be held by releases that wait. */
    private static final int MOST_CONNECTIONS = 20;
    /** Less than the other side's patience, so that it is us who close. */
    private static final int KEEP_ALIVE_SECONDS = 20;

    private final HttpClient http;
    private final Optional<Secret> token;
    private final Supplier<ClusterView> cluster;

    Siblings(Vertx vertx, Optional<Secret> token, Supplier<ClusterView> cluster) {
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) PATIENCE_MILLIS).setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
        this.token = token;
        this.cluster = cluster;
    }

    /** One object for each live sibling, whether it agrees with {@code ours} in it; empty if there is none. Never fails. */
    Future<JsonArray> beliefs(String recipient, JsonObject ours) {
        var uri = "/api/v1/explain?nodes=self&rcpt=" + URLEncoder.encode(recipient, StandardCharsets.UTF_8);
        return ofEach(node -> json(node, uri).map(plan -> summary(node, plan, ours)));
    }

    /** One object for each live sibling, with its {@code answer} or why it is {@code unanswered}. Never fails. */
    Future<JsonArray> answers(String uri) {
        return ofEach(node -> json(node, uri).map(answer -> named(node).put("answer", answer)));
    }

    private Future<JsonArray> ofEach(Function<NodeView, Future<JsonObject>> question) {
        var asked = living().map(node -> question.apply(node)
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(failure -> named(node).put("unanswered", why(failure)))).toList();
        return asked.isEmpty() ? Future.succeededFuture(new JsonArray())
                : Future.join(asked).map(all -> new JsonArray(List.copyOf(all.list())));
    }

    /** The first is this node itself. */
    private Stream<NodeView> living() {
        return cluster.get().nodes().stream().skip(1).filter(node -> !node.state().equals(NodeState.GONE.label()));
    }

    /** The sibling's whole answer, whatever it is. */
    Future<Forwarding> forward(String name, HttpMethod method, String uri, Requester by) {
        var found = living().filter(node -> node.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            return Future.succeededFuture(new Forwarding.NoSuchNode());
        }
        var node = found.get();
        long patienceMillis = method.equals(HttpMethod.POST) ? LONGEST_MILLIS : FORWARD_MILLIS;
        return ask(node, method, uri, patienceMillis, Optional.of(by)).timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .<Forwarding>map(response -> response.statusCode() == 421
                        ? new Forwarding.Unanswered(another(node)) : answered(response))
                .otherwise(failure -> new Forwarding.Unanswered(why(failure)));
    }

    /** Of those that live. */
    List<String> names() {
        return living().map(NodeView::name).toList();
    }

    /** What the sibling answers to a POST; fails where it does not with 200. */
    Future<JsonObject> told(String name, String uri, Requester by) {
        return living().filter(node -> node.name().equals(name)).findFirst()
                .map(node -> ask(node, HttpMethod.POST, uri, LONGEST_MILLIS, Optional.of(by)).compose(response ->
                        response.statusCode() == 421 ? Future.failedFuture(new Unanswered(another(node))) : body(response))
                        .timeout(LONGEST_MILLIS, TimeUnit.MILLISECONDS))
                .orElseGet(() -> Future.failedFuture(new Unanswered("it is gone")));
    }

    private static Forwarding answered(HttpClientResponse response) {
        var headers = new HashMap<String, String>();
        for (var header : List.of("Content-Type", "Content-Disposition", "Content-Length")) {
            var value = response.getHeader(header);
            if (value != null) {
                headers.put(header, value);
            }
        }
        return new Forwarding.Answered(response.statusCode(), headers, new Download(response, () -> {
            // Only what was read to its end leaves a connection of use.
            return response.end().isComplete() ? Future.succeededFuture() : response.request().reset().mapEmpty();
        }));
    }

    private Future<JsonObject> json(NodeView node, String uri) {
        return ask(node, HttpMethod.GET, uri, PATIENCE_MILLIS, Optional.empty()).compose(response -> response.statusCode() == 421
                ? Future.failedFuture(new Unanswered(another(node))) : body(response));
    }

    /** Paused: whoever gets the response reads it. {@code by}: for whom we ask. */
    private Future<HttpClientResponse> ask(
            NodeView node, HttpMethod method, String uri, long patienceMillis, Optional<Requester> by) {
        try {
            var at = URI.create(node.adminUrl());
            var request = new RequestOptions().setMethod(method).setSsl(false)
                    .setHost(at.getHost()).setPort(at.getPort())
                    .setConnectTimeout(PATIENCE_MILLIS).setIdleTimeout(patienceMillis)
                    .setURI(uri).putHeader(AdminServer.MEANT_NODE, node.name());
            token.ifPresent(secret -> request.putHeader("Authorization", "Bearer " + secret.value()));
            by.ifPresent(person -> request.putHeader(AdminServer.FOR, person.written()));
            return http.request(request).compose(sent -> sent.send()).map(response -> {
                response.pause();
                return response;
            });
        } catch (IllegalArgumentException | NullPointerException noUrl) {
            return Future.failedFuture(new Unanswered("its admin URL is none: " + node.adminUrl()));
        }
    }

    private static Future<JsonObject> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.resume();
            return Future.failedFuture(new Unanswered("HTTP " + response.statusCode()));
        }
        var whole = Buffer.buffer();
        response.handler(part -> {
            whole.appendBuffer(part);
            if (whole.length() > MOST_OCTETS) {
                response.request().connection().close();
            }
        });
        var end = response.end();
        response.resume();
        return end.recover(broken -> Future.failedFuture(whole.length() > MOST_OCTETS
                ? new Unanswered("its answer is longer than " + MOST_OCTETS + " octets") : broken)).map(_ -> whole.toJsonObject());
    }

    private static String another(NodeView node) {
        return "another node answers at " + node.adminUrl() + "; let admin.bind be an address that siblings reach";
    }

    private static JsonObject summary(NodeView node, JsonObject plan, JsonObject ours) {
        if (!node.name().equals(plan.getString("node"))) {
            return named(node).put("unanswered", another(node));
        }
        var belief = named(node).put("agrees", essence(plan).equals(essence(ours)));
        for (var key : List.of("result", "failure", "detail", "mx")) {
            if (plan.containsKey(key)) {
                belief.put(key, plan.getValue(key));
            }
        }
        return belief.put("candidates", new JsonArray(objects(plan).stream().map(Siblings::brief).toList()));
    }

    private static JsonObject brief(JsonObject candidate) {
        var health = candidate.getJsonObject("health", new JsonObject());
        var brief = new JsonObject().put("hop", health.getString("hop"))
                .put("sharePercent", candidate.getValue("sharePercent")).put("state", health.getString("state"));
        return health.containsKey("lastFailure") ? brief.put("lastFailure", health.getValue("lastFailure")) : brief;
    }

    /** What has to be alike: the result, and who may be asked with which health; the order of one use is chance. */
    private static List<Object> essence(JsonObject plan) {
        var hops = new TreeSet<String>();
        objects(plan).forEach(candidate -> hops.add(candidate.getInteger("preference") + " " + candidate.getString("host")
                + " " + candidate.getString("address") + " " + candidate.getBoolean("bad")));
        return List.of(plan.getString("result", ""), plan.getString("failure", ""), hops);
    }

    private static List<JsonObject> objects(JsonObject plan) {
        return plan.getJsonArray("candidates", new JsonArray()).stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject named(NodeView node) {
        return new JsonObject().put("node", node.name()).put("state", node.state());
    }

    private static String why(Throwable failure) {
        return failure instanceof Unanswered ? failure.getMessage()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** An answer that is none. */
    private static final class Unanswered extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unanswered(String why) {
            super(why, null, false, false);
        }
    }
}
