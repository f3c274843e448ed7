package io.postern.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.QuarantinedMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Releases or deletes several messages of all nodes: {@code ?action=}, and {@code &ids=} a few of them, or those that the
 * parameters of {@link QuarantineQueries} choose, {@code &limit=} of them at most. {@code &dry-run=true} only tells which,
 * {@code &only=} serves one recipient alone. {@code results} has one object for each, {@code more} says that there are others.
 */
final class BulkResource implements Resource {

    /** As many as a line of HTTP holds. */
    static final int MOST_IDS = 100;

    static final KnownParameters RELEASE = parameters(Set.of("dry-run", "rescan", "force"), "to", "only");
    /** Deleting goes by whole messages. */
    static final KnownParameters DELETE = parameters(Set.of("dry-run"));

    private final AdminActions node;
    private final ClusterList cluster;
    private final BulkRun run;

    BulkResource(AdminActions node) {
        this.node = node;
        this.cluster = new ClusterList(node);
        this.run = new BulkRun(node);
    }

    private static KnownParameters parameters(Set<String> flags, String... more) {
        var others = new HashSet<>(QuarantineQueries.NAMES);
        others.addAll(List.of("node", "action", "ids", "limit"));
        others.addAll(List.of(more));
        return new KnownParameters(flags, others);
    }

    @Override
    public Future<Answer> answer(Call call) {
        var refusal = (call.only("action").equals("delete") ? DELETE : RELEASE).refusal(call);
        return refusal.isPresent() ? Future.succeededFuture(refusal.get()) : run(call);
    }

    private Future<Answer> run(Call call) {
        var ids = ids(call);
        var query = QuarantineQueries.of(call);
        var limit = call.number("limit", QuarantineResource.USUAL, QuarantineResource.MOST);
        var order = BulkRun.Order.of(call);
        boolean byIds = !ids.isEmpty();
        if (order.isEmpty() || query.isEmpty() || limit.isEmpty() || ids.size() > MOST_IDS
                || byIds == !query.get().equals(QuarantineQuery.ALL) || byIds != call.query().contains("ids")) {
            return Future.succeededFuture(Problem.badRequest("action must be release or delete, of either " + MOST_IDS
                    + " ids at most, with commas between, or what at least one parameter of the list chooses; to and only must be"
                    + " mailboxes, and not both"));
        }
        return (byIds ? known(call, order.get(), ids) : chosen(call, order.get(), query.get(), limit.getAsInt()))
                .map(done -> Answer.json(200, done.put("action", order.get().action()).put("dryRun", order.get().dryRun())));
    }

    private static List<String> ids(Call call) {
        return call.only("ids").isEmpty() ? List.of() : List.of(call.only("ids").split(",")).stream()
                .filter(QuarantinedMessage::isId).distinct().toList();
    }

    private Future<JsonObject> chosen(Call call, BulkRun.Order order, QuarantineQuery query, int limit) {
        return cluster.list(order.meant(query), Optional.empty(), limit).compose(page -> {
            var byNode = new LinkedHashMap<String, List<String>>();
            page.getJsonArray("messages").forEach(each -> byNode.computeIfAbsent(
                    ((JsonObject) each).getString("node"), _ -> new ArrayList<>()).add(((JsonObject) each).getString("id")));
            var parts = byNode.entrySet().stream().map(each -> each.getKey().equals(node.hostname())
                    ? run.all(order, each.getValue(), call.by()) : asked(call, order, each.getKey(), each.getValue())).toList();
            return together(parts).map(results -> new JsonObject().put("results", results)
                    .put("more", page.containsKey("next")).put("unanswered", page.getJsonArray("unanswered")));
        });
    }

    /** Those that are not here are asked of everybody; who has one says so. */
    private Future<JsonObject> known(Call call, BulkRun.Order order, List<String> ids) {
        boolean alone = call.headers().contains(AdminServer.MEANT_NODE);
        return run.all(order, ids, call.by()).compose(own -> {
            var missing = own.stream().map(JsonObject.class::cast).filter(BulkRun::isMissing).map(each -> each.getString("id")).toList();
            var names = alone || missing.isEmpty() ? List.<String>of() : node.cluster().nodes().stream()
                    .skip(1).filter(each -> !each.state().equals("gone")).map(each -> each.name()).toList();
            return together(names.stream().map(name -> asked(call, order, name, missing)).toList()).map(others ->
                    new JsonObject().put("results", merged(own, others)).put("more", false).put("unanswered", new JsonArray()));
        });
    }

    private static JsonArray merged(JsonArray own, JsonArray others) {
        Map<String, JsonObject> byId = new LinkedHashMap<>();
        own.forEach(each -> byId.put(((JsonObject) each).getString("id"), (JsonObject) each));
        others.forEach(each -> byId.merge(((JsonObject) each).getString("id"), (JsonObject) each,
                (before, now) -> BulkRun.isMissing(now) ? before : now));
        return new JsonArray(List.copyOf(byId.values()));
    }

    private Future<JsonArray> asked(Call call, BulkRun.Order order, String name, List<String> ids) {
        var batches = new ArrayList<Future<JsonArray>>();
        for (int i = 0; i < ids.size(); i += MOST_IDS) {
            var batch = ids.subList(i, Math.min(ids.size(), i + MOST_IDS));
            var uri = new QueryStringEncoder(call.path(), StandardCharsets.UTF_8);
            order.parameters().forEach(uri::addParam);
            uri.addParam("ids", String.join(",", batch));
            batches.add(node.tell(name, uri.toString(), call.by()).map(answer -> answer.getJsonArray("results"))
                    .otherwise(failure -> new JsonArray(batch.stream().map(id ->
                            BulkRun.result(id, name, false, "the node does not answer: " + failure.getMessage())).toList())));
        }
        return together(batches);
    }

    private static Future<JsonArray> together(List<Future<JsonArray>> parts) {
        return parts.isEmpty() ? Future.succeededFuture(new JsonArray()) : Future.all(parts).map(all -> {
            var together = new JsonArray();
            all.<JsonArray>list().forEach(together::addAll);
            return together;
        });
    }
}
