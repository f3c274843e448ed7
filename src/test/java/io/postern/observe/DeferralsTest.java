package io.postern.observe;

import java.time.Instant;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeferralsTest {

    private static Deferral deferral(String id, String words) {
        return new Deferral(Instant.EPOCH, id, "192.0.2.1", words, words, 1, "own", "refused", words, words);
    }

    @Test
    void onlyTheLastAreKeptNewestFirstAndBounded() {
        var deferrals = new Deferrals();
        for (int i = 0; i < 3 * Deferrals.MOST; i++) {
            deferrals.add(deferral("id-" + i, "x".repeat(10_000)));
        }
        var kept = deferrals.toJson();
        assertEquals(Deferrals.MOST, kept.size());
        assertEquals("id-" + (3 * Deferrals.MOST - 1), kept.getJsonObject(0).getString("id"));
        for (var key : new String[] {"from", "to", "detail", "reply"}) {
            assertEquals(501, ((JsonObject) kept.getValue(0)).getString(key).length(), key);
        }
    }
}
