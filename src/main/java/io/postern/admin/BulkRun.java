package io.postern.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.quarantine.QuarantineQuery;
import io.postern.quarantine.QuarantineQuery.Field;
import io.postern.quarantine.ReleaseOptions;
import io.postern.smtp.Mailbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Does the same to several messages of this node, a few at once, and says of each what came of it. */
final class BulkRun {

    private static final int AT_ONCE = 4;
    /** A next hop may take minutes over each; those not begun by then are left for another time. */
    private static final Duration BEGIN_WITHIN = Duration.ofMinutes(1);
    private static final int MOST_NAMED = 20;
    private static final String MISSING = "no such message";

    /** What is to be done to each. */
    record Order(String action, boolean dryRun, ReleaseOptions options, Map<String, String> parameters) {

        private static final List<String> PARAMETERS = List.of("action", "dry-run", "to", "only", "rescan", "force");

        /** Empty if a parameter is not what it should be. */
        static Optional<Order> of(Call call) {
            var action = call.only("action");
            var parameters = new LinkedHashMap<String, String>();
            PARAMETERS.stream().filter(name -> !call.only(name).isEmpty()).forEach(name -> parameters.put(name, call.only(name)));
            return List.of("release", "delete").contains(action) ? ReleaseResource.options(call, "only")
                    .map(options -> new Order(action, call.says("dry-run"), options, parameters)) : Optional.empty();
        }

        /** Who is served alone is looked for, too. */
        QuarantineQuery meant(QuarantineQuery chosen) {
            return options.only().filter(_ -> !chosen.fields().containsKey(Field.RECIPIENT))
                    .map(only -> chosen.with(Field.RECIPIENT, only.toString())).orElse(chosen);
        }
    }

    private final AdminActions node;

    BulkRun(AdminActions node) {
        this.node = node;
    }

    /** One object for each id, in their order. */
    Future<JsonArray> all(Order order, List<String> ids, Requester by) {
        long deadlineNanos = System.nanoTime() + BEGIN_WITHIN.toNanos();
        var results = new JsonObject[ids.size()];
        var lines = new ArrayList<Future<Void>>();
        for (int line = 0; line < Math.min(AT_ONCE, ids.size()); line++) {
            lines.add(from(line, order, ids, by, results, deadlineNanos));
        }
        return lines.isEmpty() ? Future.succeededFuture(new JsonArray())
                : Future.all(lines).map(_ -> new JsonArray(List.of((Object[]) results)));
    }

    private Future<Void> from(int at, Order order, List<String> ids, Requester by, JsonObject[] results, long deadlineNanos) {
        if (at >= ids.size()) {
            return Future.succeededFuture();
        }
        return (System.nanoTime() - deadlineNanos > 0 ? Future.succeededFuture(result(ids.get(at), "not tried: out of time"))
                : one(order, ids.get(at), by).otherwise(broken -> result(ids.get(at), "failed; the log says more")))
                .compose(result -> {
                    results[at] = result;
                    return from(at + AT_ONCE, order, ids, by, results, deadlineNanos);
                });
    }

    private Future<JsonObject> one(Order order, String id, Requester by) {
        if (order.dryRun()) {
            return node.quarantined(id).map(found ->
                    found.map(message -> tried(id, message, order.options().only())).orElseGet(() -> result(id, MISSING)));
        }
        return order.action().equals("delete")
                ? node.deleteQuarantined(id, by).map(deleted -> deleted ? result(id, node.hostname(), true, "") : result(id, MISSING))
                : node.release(id, order.options(), by).map(attempt -> attempt.map(each -> result(id, node.hostname(),
                        each.getBoolean("released", false), each.getString("reply", ""))).orElseGet(() -> result(id, MISSING)));
    }

    /** With those of its recipients who are meant, but not with all of many: another node's answer has its bounds. */
    private JsonObject tried(String id, JsonObject message, Optional<Mailbox> only) {
        var meant = message.getJsonArray("recipients").stream().map(String.class::cast)
                .filter(each -> only.isEmpty() || only.equals(Mailbox.parse(each))).toList();
        int more = Math.max(0, meant.size() - MOST_NAMED);
        return result(id, meant.isEmpty() ? "not one of its recipients" : more == 0 ? "" : "and " + more + " more recipients")
                .put("from", message.getValue("from")).put("subject", message.getValue("subject"))
                .put("recipients", new JsonArray(meant.subList(0, meant.size() - more)));
    }

    private JsonObject result(String id, String detail) {
        return result(id, node.hostname(), false, detail);
    }

    static JsonObject result(String id, String node, boolean done, String detail) {
        return new JsonObject().put("id", id).put("node", node).put("done", done).put("detail", detail);
    }

    static boolean isMissing(JsonObject result) {
        return result.getString("detail").equals(MISSING);
    }
}
