package io.postern.loadtest;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What the generator saw: what it sent, what was answered 250, what it gave up and why, which attempts ended after the
 * dot without a 2xx (those alone may arrive twice), the 250s by target, the sessions and messages tried again, and the
 * time from MAIL to 250.
 */
public record LoadReport(
        Set<MessageId> sent,
        Set<MessageId> infected,
        Set<MessageId> acknowledged,
        Set<MessageId> uncertain,
        SortedMap<MessageId, String> givenUp,
        SortedMap<String, Integer> acknowledgedBy,
        Map<String, Integer> troubles,
        int retries,
        long octets,
        Duration elapsed,
        Latencies latencies) {
}
