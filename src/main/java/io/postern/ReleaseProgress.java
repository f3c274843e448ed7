package io.postern;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import io.postern.smtp.Mailbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Which recipients of a message have it, since when and from whom, and whether that were all: what a {@code released-ID} mark holds. */
final class ReleaseProgress {

    private final JsonObject record;

    private ReleaseProgress(JsonObject record) {
        this.record = record;
    }

    static ReleaseProgress of(Optional<JsonObject> mark) {
        return new ReleaseProgress(mark.orElseGet(() -> new JsonObject().put("recipients", new JsonObject()).put("done", false)));
    }

    private JsonObject recipients() {
        return record.getJsonObject("recipients");
    }

    boolean has(Mailbox mailbox) {
        return recipients().containsKey(key(mailbox));
    }

    /** Domains are the same whatever their case. */
    private static String key(Mailbox mailbox) {
        return mailbox.localPart() + '@' + mailbox.domain().toString().toLowerCase(Locale.ROOT);
    }

    void add(Mailbox mailbox, String reply, String who, Instant at) {
        recipients().put(key(mailbox), new JsonObject().put("time", at.toString()).put("who", who).put("reply", reply));
    }

    ReleaseProgress finish() {
        record.put("done", true);
        return this;
    }

    boolean isDone() {
        return record.getBoolean("done", false);
    }

    JsonObject record() {
        return record;
    }

    JsonObject toJson(Mailbox mailbox) {
        return entry(mailbox.toString(), recipients().getJsonObject(key(mailbox), new JsonObject()));
    }

    private static JsonObject entry(String recipient, JsonObject had) {
        return new JsonObject().put("recipient", recipient).put("delivered", true).put("reply", had.getString("reply", ""))
                .put("time", had.getString("time", "")).put("who", had.getString("who", ""));
    }

    /** Of a message that has left. */
    JsonObject toJson(String id) {
        var entries = new JsonArray();
        recipients().forEach(each -> entries.add(entry(each.getKey(), (JsonObject) each.getValue())));
        var last = entries.isEmpty() ? "" : entries.getJsonObject(entries.size() - 1).getString("reply");
        return new JsonObject().put("id", id).put("released", true).put("kept", false).put("reply", last).put("detail", "")
                .put("recipients", entries);
    }
}
