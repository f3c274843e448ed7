package io.postern.observe;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.vertx.core.json.JsonObject;

/**
 * A message that was put off: the client heard 4xx and has to come again.
 *
 * @param to     its first recipient, empty if there was none yet
 * @param route  a configured route's name or {@code other}, empty if there was no recipient yet
 * @param cause  as in the log and the metrics
 * @param detail what happened, for a person; may carry a peer's words
 * @param reply  what the client heard
 */
public record Deferral(
        Instant at, String id, String client, String from, String to, int recipients, String route, String cause,
        String detail, String reply) {

    private static final int MOST_CHARACTERS = 500;

    public Deferral {
        from = bounded(from);
        to = bounded(to);
        detail = bounded(detail);
        reply = bounded(reply);
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("at", at.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("id", id)
                .put("client", client)
                .put("from", from)
                .put("to", to)
                .put("recipients", recipients)
                .put("route", route)
                .put("cause", cause)
                .put("detail", detail)
                .put("reply", reply);
    }
}
