package io.postern.observe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The last minutes of this node second by second, for charts that need no other software: messages by result, and how
 * long their answers took, in buckets so that nodes can be added up. Counting costs two increments a message; a beat a
 * second turns them into a sample. Thread-safe.
 */
public final class Pulse {

    /** The results of messages, in the order of a sample. */
    static final List<String> RESULTS = List.of("delivered", "quarantined", "deferred", "rejected", "discarded");

    static final int SECONDS = 600;
    /** Four buckets to each doubling, from {@value #FIRST_MICROS} µs on: a bucket's end is at most a fifth past its begin. */
    private static final int PER_DOUBLING = 4;
    private static final int FIRST_MICROS = 256;
    private static final int FIRST_EXPONENT = Long.SIZE - 1 - Long.numberOfLeadingZeros(FIRST_MICROS);
    /** The last one holds all that took more than two minutes. */
    static final int BUCKETS = 78;

    /** One second; {@code times} are pairs of bucket and count. */
    private record Sample(long epochSecond, long[] results, List<long[]> times, int sessions, double load) {

        JsonArray json() {
            var array = new JsonArray().add(epochSecond);
            for (long count : results) {
                array.add(count);
            }
            var pairs = new JsonArray();
            times.forEach(pair -> pairs.add(pair[0]).add(pair[1]));
            return array.add(sessions).add(Math.round(load * 1000) / 1000.0).add(pairs);
        }
    }

    private final LongAdder[] results = adders(RESULTS.size());
    private final LongAdder[] times = adders(BUCKETS);
    private final long[] resultsBefore = new long[RESULTS.size()];
    private final long[] timesBefore = new long[BUCKETS];
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private static LongAdder[] adders(int count) {
        var adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** {@code nanos} 0: refused before there was a message to take time. */
    void message(String result, long nanos) {
        int index = RESULTS.indexOf(result);
        if (index >= 0) {
            results[index].increment();
        }
        if (nanos > 0) {
            times[bucket(nanos / 1000)].increment();
        }
    }

    static int bucket(long micros) {
        if (micros < FIRST_MICROS) {
            return 0;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int quarter = (int) (micros >>> exponent - 2) & PER_DOUBLING - 1;
        return Math.min(BUCKETS - 1, 1 + (exponent - FIRST_EXPONENT) * PER_DOUBLING + quarter);
    }

    /** Where a bucket ends, in milliseconds; the last one is open. */
    static double endMillis(int bucket) {
        int doublings = bucket / PER_DOUBLING;
        return (FIRST_MICROS << doublings) * (1 + bucket % PER_DOUBLING / (double) PER_DOUBLING) / 1000;
    }

    /** Once a second; what was counted since the last one becomes the sample of this second. */
    public synchronized void beat(long epochSecond, int sessions, double load) {
        if (!samples.isEmpty() && samples.getLast().epochSecond() >= epochSecond) {
            return;
        }
        var counts = new long[RESULTS.size()];
        for (int i = 0; i < counts.length; i++) {
            long sum = results[i].sum();
            counts[i] = sum - resultsBefore[i];
            resultsBefore[i] = sum;
        }
        samples.addLast(new Sample(epochSecond, counts, timesSince(), sessions, load));
        if (samples.size() > SECONDS) {
            samples.removeFirst();
        }
    }

    private List<long[]> timesSince() {
        var pairs = new ArrayList<long[]>();
        for (int i = 0; i < BUCKETS; i++) {
            long sum = times[i].sum();
            if (sum > timesBefore[i]) {
                pairs.add(new long[] {i, sum - timesBefore[i]});
                timesBefore[i] = sum;
            }
        }
        return pairs;
    }

    /** The last {@code seconds} samples, oldest first, with the names of what stands in one and the ends of the buckets. */
    public synchronized JsonObject toJson(int seconds) {
        var ends = new JsonArray();
        for (int i = 0; i < BUCKETS; i++) {
            ends.add(endMillis(i));
        }
        var fields = new JsonArray().add("time");
        RESULTS.forEach(fields::add);
        fields.add("sessions").add("load").add("times");
        var list = new JsonArray();
        samples.stream().skip(Math.max(0, samples.size() - seconds)).forEach(sample -> list.add(sample.json()));
        return new JsonObject().put("fields", fields).put("bucketEndsMillis", ends).put("samples", list);
    }
}
