package io.postern.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.postern.quarantine.QuarantineQuery;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One list of what all nodes keep, newest first, each message with its {@code node}. A page ends at a time, and the next one
 * begins there without those of that millisecond that were told already, whatever a node's own pages are like. What several
 * nodes tell is in a store that they share, and is listed once.
 */
final class ClusterList {

    private static final String PATH = "/api/v1/quarantine";
    private static final Set<String> OURS = Set.of("nodes", "after", "until", "limit");

    private final AdminActions node;

    ClusterList(AdminActions node) {
        this.node = node;
    }

    /** Where a page ended: the last message's millisecond, how many there are in all, and whom of that millisecond we told. */
    record Place(long millis, long total, Set<String> told) {

        Place {
            told = Set.copyOf(told);
        }

        static Optional<Place> parse(String text) {
            var parts = List.of(text.split("\\."));
            return text.matches("\\d{1,15}\\.\\d{1,15}(\\.[A-Za-z0-9-]{1,100})+") ? Optional.of(new Place(
                    Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), new HashSet<>(parts.subList(2, parts.size()))))
                    : Optional.empty();
        }
    }

    Future<JsonObject> list(Call call, QuarantineQuery query, Optional<Place> after, int limit) {
        var until = after.map(place -> Instant.ofEpochMilli(place.millis() + 1)).or(query::until);
        int asked = limit + after.map(place -> place.told().size()).orElse(0);
        var others = node.siblings(uri(call, until, asked));
        return node.quarantine(query.between(query.since(), until), Optional.empty(), asked)
                .compose(own -> others.map(answers -> page(own, answers, after, limit)));
    }

    /** The same question, as another node is asked it alone. */
    private static String uri(Call call, Optional<Instant> until, int limit) {
        var uri = new QueryStringEncoder(PATH, StandardCharsets.UTF_8);
        call.query().forEach(entry -> {
            if (!OURS.contains(entry.getKey())) {
                uri.addParam(entry.getKey(), entry.getValue());
            }
        });
        until.ifPresent(time -> uri.addParam("until", time.toString()));
        uri.addParam("limit", Integer.toString(limit));
        return uri.toString();
    }

    private JsonObject page(JsonObject own, JsonArray others, Optional<Place> after, int limit) {
        var all = new HashMap<String, JsonObject>();
        var unanswered = new JsonArray();
        long total = own.getLong("total");
        boolean more = own.containsKey("next");
        take(own, node.hostname(), all);
        for (var each : others) {
            var other = (JsonObject) each;
            var answer = other.getJsonObject("answer");
            if (answer == null) {
                unanswered.add(other);
                continue;
            }
            boolean shared = take(answer, other.getString("node"), all);
            total = shared ? Math.max(total, answer.getLong("total")) : total + answer.getLong("total");
            more |= answer.containsKey("next");
        }
        after.ifPresent(place -> place.told().forEach(all::remove));
        var sorted = all.values().stream().sorted(Comparator.comparing(ClusterList::millis).reversed()).toList();
        var shown = sorted.subList(0, Math.min(limit, sorted.size()));
        var page = new JsonObject().put("messages", new JsonArray(shown))
                .put("total", after.map(Place::total).orElse(total)).put("unanswered", unanswered);
        return shown.isEmpty() || !more && shown.size() == sorted.size() ? page
                : page.put("next", next(shown, after, page.getLong("total")));
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

    private static String next(List<JsonObject> shown, Optional<Place> after, long total) {
        long millis = millis(shown.getLast());
        var told = new ArrayList<String>();
        after.filter(place -> place.millis() == millis).ifPresent(place -> told.addAll(place.told()));
        shown.stream().filter(message -> millis(message) == millis).map(message -> message.getString("id")).forEach(told::add);
        return millis + "." + total + "." + String.join(".", told);
    }

    private static long millis(JsonObject message) {
        return Instant.parse(message.getString("time")).toEpochMilli();
    }
}
