package io.postern.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.postern.quarantine.QuarantinePage;
import io.postern.quarantine.QuarantineQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One list of what all nodes keep, newest first and those of one millisecond by their ids, as each node's own is, each message
 * with its {@code node}. A page ends behind a message, and on each node the next one begins there. Nodes tell as few at a time as
 * they like: what lies behind the last that one of them told, while it has more, waits for the next page. What several nodes
 * tell is in a store that they share, and is listed once.
 */
public final class ClusterList {

    private static final String PATH = "/api/v1/quarantine";
    private static final Comparator<JsonObject> ORDER = Comparator.comparing(ClusterList::millis).reversed()
            .thenComparing(message -> message.getString("id"));

    private final AdminActions node;

    public ClusterList(AdminActions node) {
        this.node = node;
    }

    /** Where a page ended: the last message's millisecond, how many there are in all, and its id. */
    record Place(long millis, long total, String id) {

        static Optional<Place> parse(String text) {
            var parts = text.split("\\.");
            return text.matches("\\d{1,15}\\.\\d{1,15}\\.[A-Za-z0-9-]{1,100}")
                    ? Optional.of(new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2])) : Optional.empty();
        }

        @Override
        public String toString() {
            return millis + "." + total + "." + id;
        }
    }

    /** {@code after}: a {@code next} of ours; another text is like none. */
    public Future<JsonObject> list(QuarantineQuery query, Optional<String> after, int limit) {
        var place = after.flatMap(Place::parse);
        var behind = place.map(it -> QuarantinePage.behind(it.millis(), it.id()));
        var others = node.siblings(uri(query, behind, limit));
        return node.quarantine(query, behind, limit).compose(own -> others.map(answers -> page(own, answers, place, limit)));
    }

    /** The same question, as another node is asked it alone. */
    private static String uri(QuarantineQuery query, Optional<String> behind, int limit) {
        var uri = new QueryStringEncoder(PATH, StandardCharsets.UTF_8);
        if (!query.words().isEmpty()) {
            uri.addParam("q", String.join(" ", query.words()));
        }
        query.fields().forEach((field, value) -> uri.addParam(QuarantineQueries.name(field), value));
        query.since().ifPresent(time -> uri.addParam("since", time.toString()));
        query.until().ifPresent(time -> uri.addParam("until", time.toString()));
        behind.ifPresent(message -> uri.addParam("after", message));
        uri.addParam("limit", Integer.toString(limit));
        return uri.toString();
    }

    private JsonObject page(JsonObject own, JsonArray others, Optional<Place> after, int limit) {
        var all = new HashMap<String, JsonObject>();
        var ends = new ArrayList<JsonObject>();
        var unanswered = new JsonArray();
        long total = own.getLong("total");
        take(own, node.hostname(), all);
        end(own).ifPresent(ends::add);
        for (var each : others) {
            var other = (JsonObject) each;
            var answer = other.getJsonObject("answer");
            if (answer == null) {
                unanswered.add(other);
                continue;
            }
            boolean shared = take(answer, other.getString("node"), all);
            end(answer).ifPresent(ends::add);
            total = shared ? Math.max(total, answer.getLong("total")) : total + answer.getLong("total");
        }
        var sorted = all.values().stream().sorted(ORDER).toList();
        var end = ends.stream().min(ORDER);
        var shown = sorted.stream().takeWhile(message -> end.isEmpty() || ORDER.compare(message, end.get()) <= 0).limit(limit).toList();
        var page = new JsonObject().put("messages", new JsonArray(shown))
                .put("total", after.map(Place::total).orElse(total)).put("unanswered", unanswered);
        return shown.isEmpty() || end.isEmpty() && shown.size() == sorted.size() ? page : page.put("next",
                new Place(millis(shown.getLast()), page.getLong("total"), shown.getLast().getString("id")).toString());
    }

    /** Whether another node had told one of them before. */
    private static boolean take(JsonObject answer, String name, HashMap<String, JsonObject> all) {
        boolean known = false;
        for (var each : answer.getJsonArray("messages")) {
            var message = (JsonObject) each;
            known |= all.putIfAbsent(message.getString("id"), message.put("node", name)) != null;
        }
        return known;
    }

    /** The last of those that a node told, if it has more. */
    private static Optional<JsonObject> end(JsonObject answer) {
        var messages = answer.getJsonArray("messages");
        return answer.containsKey("next") && !messages.isEmpty()
                ? Optional.of(messages.getJsonObject(messages.size() - 1)) : Optional.empty();
    }

    private static long millis(JsonObject message) {
        return Instant.parse(message.getString("time")).toEpochMilli();
    }
}
