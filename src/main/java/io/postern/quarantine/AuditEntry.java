package io.postern.quarantine;

import java.time.Instant;
import java.util.Optional;

import io.vertx.core.json.JsonObject;

/**
 * What somebody did to a message in quarantine.
 *
 * @param node    where
 * @param who     by the name of the token that was used, or of what acted by itself
 * @param client  the address it was asked from, empty if nobody asked
 * @param action  {@code view}, {@code download}, {@code release}, {@code delete}, {@code digest}
 * @param id      the message's, empty where it is about none
 * @param outcome {@code done}, {@code refused}, {@code failed}
 */
public record AuditEntry(
        Instant time, String node, String who, String client, String action, String id, String outcome, String detail) {

    public JsonObject toJson() {
        return new JsonObject().put("time", time.toString()).put("node", node).put("who", who).put("client", client)
                .put("action", action).put("id", id).put("outcome", outcome).put("detail", detail);
    }

    /** Empty if this is not what {@link #toJson} wrote. */
    static Optional<AuditEntry> fromJson(String line) {
        try {
            var json = new JsonObject(line);
            return Optional.of(new AuditEntry(Instant.parse(json.getString("time")), json.getString("node", ""),
                    json.getString("who", ""), json.getString("client", ""), json.getString("action", ""),
                    json.getString("id", ""), json.getString("outcome", ""), json.getString("detail", "")));
        } catch (RuntimeException torn) {
            return Optional.empty();
        }
    }
}
