package io.postern;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.postern.config.Secret;
import io.postern.observe.ClusterView;
import io.postern.observe.NodeState;
import io.postern.observe.NodeView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What the other nodes of the cluster believe, asked over their admin API with the token that all nodes have. A node that
 * does not answer in time is part of the answer.
 */
final class Siblings {

    private static final long PATIENCE_MILLIS = 1500;
    /** A plan of many candidates stays far below. */
    private static final int MOST_OCTETS = 256 << 10;

    private final HttpClient http;
    private final Optional<Secret> token;
    private final Supplier<ClusterView> cluster;

    Siblings(Vertx vertx, Optional<Secret> token, Supplier<ClusterView> cluster) {
        this.http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) PATIENCE_MILLIS));
        this.token = token;
        this.cluster = cluster;
    }

    /** One object for each live sibling, whether it agrees with {@code ours} in it; empty if there is none. Never fails. */
    Future<JsonArray> beliefs(String recipient, JsonObject ours) {
        var nodes = cluster.get().nodes();
        var asked = new ArrayList<Future<JsonObject>>();
        // the first is this node itself
        for (var node : nodes.subList(Math.min(1, nodes.size()), nodes.size())) {
            if (!node.state().equals(NodeState.GONE.label())) {
                asked.add(belief(node, recipient, ours));
            }
        }
        return asked.isEmpty() ? Future.succeededFuture(new JsonArray())
                : Future.join(asked).map(all -> new JsonArray(List.copyOf(all.list())));
    }

    private Future<JsonObject> belief(NodeView node, String recipient, JsonObject ours) {
        return plan(node, recipient)
                .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .map(plan -> summary(node, plan, ours))
                .otherwise(failure -> named(node).put("unanswered", why(failure)));
    }

    private Future<JsonObject> plan(NodeView node, String recipient) {
        try {
            var uri = URI.create(node.adminUrl());
            var request = new RequestOptions().setMethod(HttpMethod.GET).setSsl(false)
                    .setHost(uri.getHost()).setPort(uri.getPort()).setTimeout(PATIENCE_MILLIS)
                    .setURI("/api/v1/explain?nodes=self&rcpt=" + URLEncoder.encode(recipient, StandardCharsets.UTF_8));
            token.ifPresent(secret -> request.putHeader("Authorization", "Bearer " + secret.value()));
            return http.request(request).compose(sent -> sent.send()).compose(Siblings::body);
        } catch (IllegalArgumentException | NullPointerException noUrl) {
            return Future.failedFuture(new Unanswered("its admin URL is none: " + node.adminUrl()));
        }
    }

    private static Future<JsonObject> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new Unanswered("HTTP " + response.statusCode()));
        }
        var whole = Buffer.buffer();
        response.handler(part -> {
            if (whole.length() + part.length() > MOST_OCTETS) {
                response.request().connection().close();
            } else {
                whole.appendBuffer(part);
            }
        });
        return response.end().map(_ -> whole.toJsonObject());
    }

    private static JsonObject summary(NodeView node, JsonObject plan, JsonObject ours) {
        if (!node.name().equals(plan.getString("node"))) {
            return named(node).put("unanswered",
                    "another node answers at " + node.adminUrl() + "; let admin.bind be an address that siblings reach");
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
