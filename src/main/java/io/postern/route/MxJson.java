package io.postern.route;

import java.time.Instant;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An MX answer for people and scripts. */
final class MxJson {

    private MxJson() {
    }

    /** {@code answer}, {@code ttlSeconds} (0 once it is past its end), and what belongs to its kind. */
    static JsonObject of(MxAnswer answer) {
        long left = Math.max(0, answer.expiresAt().getEpochSecond() - Instant.now().getEpochSecond());
        var json = new JsonObject().put("answer", answer.label()).put("ttlSeconds", left);
        return switch (answer) {
            case MxAnswer.Hosts(var hosts, _) -> {
                var list = new JsonArray();
                hosts.forEach(host -> list.add(
                        new JsonObject().put("preference", host.preference()).put("name", host.name())));
                yield json.put("hosts", list);
            }
            case MxAnswer.ImplicitHost(var name, _) -> json.put("name", name);
            case MxAnswer.NullMx _, MxAnswer.NoSuchDomain _ -> json;
            case MxAnswer.Unavailable(var why, _) -> json.put("why", why);
        };
    }
}
