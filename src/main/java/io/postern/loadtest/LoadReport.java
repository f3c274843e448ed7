package io.postern.loadtest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What the generator saw: what it sent, what was answered 250 or 5xx, what it gave up and why (some of them), which
 * attempts ended after the dot without a 2xx (those alone may arrive twice), the 250s by target, what went wrong by code
 * or cause. {@code latencies} run from when a message was due to its 250, with all attempts; {@code services} from the last
 * attempt's MAIL. Both, {@code measured} and {@code measuredFor} leave the warm-up out, the rest counts everything.
 */
public record LoadReport(
        MessageIds sent,
        MessageIds infected,
        MessageIds acknowledged,
        MessageIds refused,
        MessageIds uncertain,
        Map<MessageId, String> givenUp,
        SortedMap<String, Long> acknowledgedBy,
        SortedMap<String, Trouble> troubles,
        long retries,
        long octets,
        Duration elapsed,
        long measured,
        Duration measuredFor,
        Latencies latencies,
        Latencies services,
        List<Moment> moments) {

    /** Messages a second in the measured time. */
    public double rate() {
        return measured / Math.max(1e-9, measuredFor.toNanos() / 1e9);
    }

    public Ledger ledger(Fate fate, Copies arrived, Copies quarantined, MessageIds damaged) {
        return new Ledger(sent, infected, fate, acknowledged, refused, uncertain, arrived, quarantined, damaged);
    }
}
