package io.postern.cli;

import java.util.Locale;

import io.vertx.core.json.JsonObject;

/**
 * One thing that was looked at.
 *
 * @param check   one word for scripts
 * @param subject what was looked at: a domain, a host, an address
 * @param remedy  what would make it right, empty if nothing need be done
 */
record Finding(Result result, String check, String subject, String detail, String remedy) {

    /** {@code UNKNOWN}: it cannot be told from here. */
    enum Result {
        OK, WARN, FAIL, UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String subject, String detail) {
        return new Finding(Result.OK, check, subject, detail, "");
    }

    static Finding warn(String check, String subject, String detail, String remedy) {
        return new Finding(Result.WARN, check, subject, detail, remedy);
    }

    static Finding fail(String check, String subject, String detail, String remedy) {
        return new Finding(Result.FAIL, check, subject, detail, remedy);
    }

    static Finding unknown(String check, String subject, String detail, String remedy) {
        return new Finding(Result.UNKNOWN, check, subject, detail, remedy);
    }

    JsonObject toJson() {
        return new JsonObject().put("result", result.label()).put("check", check).put("subject", subject)
                .put("detail", detail).put("remedy", remedy);
    }
}
