package io.postern.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
public final class ClusterList {

    private static final String PATH = "/api/v1/quarantine";

    private final AdminActions node;

    public ClusterList(AdminActions node) {
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

    /** {@code after}: a {@code next} of ours; another text is like none. */
    public Future<JsonObject> list(QuarantineQuery query, Optional<String> after, int limit) {
        var place = after.flatMap(Place::parse);
        var asked = query.between(query.since(), place.map(it -> Instant.ofEpochMilli(it.millis() + 1)).or(query::until));
        int most = limit + place.map(it -> it.told().size()).orElse(0);
        var others = node.siblings(uri(asked, most));
        return node.quarantine(asked, Optional.empty(), most)
                .compose(own -> others.map(answers -> page(own, answers, place, limit)));
    }

    /** The same question, as another node is asked it alone. */
    private static String uri(QuarantineQuery query, int limit) {
        var uri = new QueryStringEncoder(PATH, StandardCharsets.UTF_8);
        if (!query.words().isEmpty()) {
            uri.addParam("q", String.join(" ", query.words()));
        }
        query.fields().forEach((field, value) -> uri.addParam(field.name().toLowerCase(Locale.ROOT), value));
        query.since().ifPresent(time -> uri.addParam("since", time.toString()));
        query.until().ifPresent(time -> uri.addParam("until", time.toString()));
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
