package io.postern.route;

import io.vertx.core.json.JsonObject;

/**
 * What a node holds about a domain.
 *
 * @param source {@code dns} or {@code grid}: where this node had it from
 * @param stale  past its end and used only because the DNS fails
 */
public record RememberedMx(String domain, MxAnswer answer, String source, boolean stale) {

    public JsonObject toJson() {
        return MxJson.of(answer).put("domain", domain).put("source", source).put("stale", stale);
    }
}
