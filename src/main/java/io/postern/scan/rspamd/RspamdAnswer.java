package io.postern.scan.rspamd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.postern.scan.http.MessagePost.End;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What rspamd answers to {@code /checkv2}, as far as it matters to a gateway. */
sealed interface RspamdAnswer {

    /** Not such an answer; {@code what} is for the log. */
    record Babble(String what) implements RspamdAnswer {
    }

    /**
     * @param message what it wants the client to hear, empty if nothing
     * @param skipped whether it has not looked, or not at all
     * @param seconds how long it has looked
     * @param subject the rewritten one, with encoded words
     * @param signatures values of DKIM-Signature fields
     */
    record Result(String action, double score, Optional<String> message, boolean skipped, double seconds, Set<String> symbols,
            Optional<String> subject, List<String> signatures, Milter milter) implements RspamdAnswer {
    }

    /**
     * What its milter would do besides.
     *
     * @param remove the occurrences of a field to leave out, from 1; 0: all of them, negative: from the end
     * @param spamHeader fields in place of the usual one that marks spam
     * @param reject {@code discard} or {@code quarantine} in place of a reject, or else empty
     * @param noAction nothing is to come of its action
     * @param ignored requests that a gateway cannot honour
     */
    record Milter(Map<String, List<Integer>> remove, List<Added> add, Map<String, String> spamHeader, Optional<String> spamValue,
            String reject, boolean noAction, List<String> ignored) {
    }

    /** {@code order}: negative counts from the end, all others are on top. */
    record Added(String name, String value, int order) {
    }

    static RspamdAnswer read(End.Answer answer) {
        var body = "zstd".equals(answer.headers().get("Compression")) ? Zstd.decoded(answer.body()) : Optional.of(answer.body());
        try {
            return body.isEmpty() ? new Babble("compression") : result(new JsonObject(body.get()));
        } catch (DecodeException | ClassCastException | IllegalArgumentException notIts) {
            return new Babble("not its JSON");
        }
    }

    private static RspamdAnswer result(JsonObject json) {
        if (json.getString("action") == null) {
            return new Babble("no action");
        }
        return new Result(json.getString("action"), number(json, "score"),
                Optional.ofNullable(object(json, "messages").getString("smtp_message")),
                json.getValue("is_skipped") == Boolean.TRUE, number(json, "time_real"),
                Set.copyOf(object(json, "symbols").fieldNames()),
                Optional.ofNullable(json.getString("subject")),
                each(json.getValue("dkim-signature")).stream().map(RspamdAnswer::text).toList(),
                milter(object(json, "milter")));
    }

    private static Milter milter(JsonObject json) {
        var spamHeader = json.getValue("spam_header");
        var ignored = new ArrayList<String>();
        for (var request : new String[] {"change_from", "add_rcpt", "del_rcpt"}) {
            if (json.containsKey(request)) {
                ignored.add(request);
            }
        }
        return new Milter(removed(object(json, "remove_headers")),
                added(object(json, "add_headers")),
                spamHeader instanceof JsonObject fields ? texts(fields) : Map.of(),
                spamHeader instanceof String value ? Optional.of(value) : Optional.empty(),
                json.getValue("reject") instanceof String word ? word : "", json.getValue("no_action") == Boolean.TRUE, ignored);
    }

    private static Map<String, String> texts(JsonObject json) {
        var texts = new LinkedHashMap<String, String>();
        json.fieldNames().forEach(name -> texts.put(name, text(json.getValue(name))));
        return texts;
    }

    private static Map<String, List<Integer>> removed(JsonObject json) {
        var removed = new LinkedHashMap<String, List<Integer>>();
        json.forEach(entry -> removed.put(entry.getKey(),
                each(entry.getValue()).stream().map(number -> ((Number) number).intValue()).toList()));
        return removed;
    }

    private static List<Added> added(JsonObject json) {
        var added = new ArrayList<Added>();
        json.forEach(entry -> each(entry.getValue()).forEach(value -> added.add(switch (value) {
            case JsonObject placed -> new Added(entry.getKey(), text(placed.getValue("value")), order(placed));
            default -> new Added(entry.getKey(), text(value), 0);
        })));
        return added;
    }

    /** Empty where there is none. */
    private static JsonObject object(JsonObject json, String key) {
        var found = json.getJsonObject(key);
        return found == null ? new JsonObject() : found;
    }

    /** 0 where there is none. */
    private static double number(JsonObject json, String key) {
        var found = json.getNumber(key);
        return found == null ? 0 : found.doubleValue();
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not a text");
    }

    private static int order(JsonObject placed) {
        return (int) number(placed, placed.containsKey("order") ? "order" : "index");
    }

    /** One value is a list of one. */
    private static List<?> each(Object value) {
        return switch (value) {
            case null -> List.of();
            case JsonArray list -> list.stream().toList();
            default -> List.of(value);
        };
    }
}
