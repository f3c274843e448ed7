package io.postern;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.admin.ClusterList;
import io.postern.config.Config;
import io.postern.quarantine.QuarantineQuery;
import io.postern.route.Router;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a digest has to tell whom: for each recipient the newest messages, and how many there are. Bounded, whatever was kept. */
final class DigestContents {

    private static final int PAGE = 500;
    private static final int EACH = 50;
    private static final int MOST_RECIPIENTS = 50_000;

    private final Config.Digest config;
    private final ClusterList list;
    private final Context loop;
    private final Map<String, List<JsonObject>> messages = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private JsonArray unanswered = new JsonArray();
    private Optional<String> next = Optional.empty();
    private boolean cut;

    DigestContents(Config.Digest config, ClusterList list, Context loop) {
        this.config = config;
        this.list = list;
        this.loop = loop;
    }

    /** Asked once. */
    Future<DigestContents> between(Instant begin, Instant end) {
        var query = QuarantineQuery.ALL.between(Optional.of(begin), Optional.of(end));
        return Steps.take(loop, () -> page(query)).map(this);
    }

    private Future<Boolean> page(QuarantineQuery query) {
        return list.list(query, next, PAGE).map(page -> {
            page.getJsonArray("messages").forEach(each -> take((JsonObject) each));
            unanswered = page.getJsonArray("unanswered");
            next = Optional.ofNullable(page.getString("next"));
            return next.isPresent();
        });
    }

    /** Strangers, to whom a client of ours wrote, are told nothing. */
    private void take(JsonObject message) {
        var route = message.getString("route");
        if (!config.routes().isEmpty() && !config.routes().contains(route)) {
            return;
        }
        if (config.operator().isPresent()) {
            add(config.operator().get(), message);
        } else if (!route.isEmpty() && !route.equals(Router.OTHER)) {
            message.getJsonArray("recipients").forEach(recipient -> add((String) recipient, message));
        }
    }

    private void add(String recipient, JsonObject message) {
        if (counts.size() >= MOST_RECIPIENTS && !counts.containsKey(recipient)) {
            cut = true;
            return;
        }
        counts.merge(recipient, 1L, Long::sum);
        var some = messages.computeIfAbsent(recipient, _ -> new ArrayList<>());
        if (some.size() < EACH) {
            some.add(message);
        }
    }

    /** Whether there are more recipients than are told. */
    boolean isCut() {
        return cut;
    }

    Set<String> recipients() {
        return Set.copyOf(counts.keySet());
    }

    /** Newest first. */
    List<JsonObject> of(String recipient) {
        return messages.get(recipient);
    }

    long count(String recipient) {
        return counts.get(recipient);
    }

    /** Who did not say what it has. */
    JsonArray unanswered() {
        return unanswered;
    }

    String remark() {
        return unanswered.isEmpty() ? "" : "There may be others: not all servers answered.";
    }
}
