package io.postern.observe;

import java.util.concurrent.TimeUnit;

import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PulseTest {

    private final Pulse pulse = new Pulse();

    @Test
    void secondHoldsWhatCameSinceTheOneBefore() {
        pulse.message("delivered", TimeUnit.MILLISECONDS.toNanos(1));
        pulse.message("delivered", TimeUnit.MILLISECONDS.toNanos(1));
        pulse.message("rejected", 0);
        pulse.beat(100, 3, 0.25);
        pulse.message("deferred", TimeUnit.HOURS.toNanos(1));
        pulse.beat(101, 2, 0);
        pulse.beat(102, 2, 0);
        int bucket = Pulse.bucket(1000);
        assertEquals(new JsonArray()
                .add(new JsonArray("[100,2,0,0,1,0,3,0.25,[%d,2]]".formatted(bucket)))
                .add(new JsonArray("[101,0,0,1,0,0,2,0.0,[%d,1]]".formatted(Pulse.BUCKETS - 1)))
                .add(new JsonArray("[102,0,0,0,0,0,2,0.0,[]]")).encode(), samples(600).encode());
        assertEquals(102, samples(1).getJsonArray(0).getInteger(0));
    }

    private JsonArray samples(int seconds) {
        return pulse.toJson(seconds).getJsonArray("samples");
    }

    @Test
    void clockThatStandsOrGoesBackLosesNothing() {
        pulse.beat(100, 0, 0);
        pulse.message("delivered", 0);
        pulse.beat(100, 0, 0);
        pulse.beat(99, 0, 0);
        pulse.beat(101, 0, 0);
        assertEquals("[[100,0,0,0,0,0,0,0.0,[]],[101,1,0,0,0,0,0,0.0,[]]]", samples(10).encode());
    }

    @Test
    void onlyTheLastMinutesAreKept() {
        for (int second = 1; second <= 2 * Pulse.SECONDS; second++) {
            pulse.beat(second, 0, 0);
        }
        assertEquals(Pulse.SECONDS, samples(Integer.MAX_VALUE).size());
        assertEquals(Pulse.SECONDS + 1, samples(Integer.MAX_VALUE).getJsonArray(0).getInteger(0));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "255, 0", "256, 1", "319, 1", "320, 2", "511, 4", "512, 5", "134217727, 76", "134217728, 77",
        "9223372036854775807, 77"})
    void bucketsBeginWhereTheOnesBeforeEnd(long micros, int bucket) {
        assertEquals(bucket, Pulse.bucket(micros));
    }

    @Test
    void everyTimeIsInTheBucketWhoseEndIsNext() {
        for (long micros = 1; micros < TimeUnit.MINUTES.toMicros(2); micros += 1 + micros / 50) {
            int bucket = Pulse.bucket(micros);
            assertTrue(micros < Pulse.endMillis(bucket) * 1000, micros + " in " + bucket);
            assertTrue(bucket == 0 || micros >= Pulse.endMillis(bucket - 1) * 1000, micros + " in " + bucket);
        }
    }
}
