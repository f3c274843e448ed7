package io.postern.policy;

import java.time.Duration;

import io.postern.config.Config;
import io.postern.dns.DnsAnswer;

/** How long an answer of the DNS is kept: its own time between the configured floor and ceiling; a TTL of 0 stays 0. */
record Lifetimes(Config.Dns config) {

    /** RFC 9520 §3.2: a failure is kept too, or every session would ask a dead server. */
    private static final Duration FAILURE = Duration.ofSeconds(5);

    Duration of(DnsAnswer<?> answer) {
        return switch (answer) {
            case DnsAnswer.Records<?> records -> of(records.ttl());
            case DnsAnswer.NoSuchName<?>(var ttl) -> of(ttl);
            case DnsAnswer.NoData<?>(var ttl) -> of(ttl);
            case DnsAnswer.Unavailable<?> _ -> FAILURE;
        };
    }

    private Duration of(Duration ttl) {
        if (ttl.isZero()) {
            return ttl;
        }
        var raised = ttl.compareTo(config.ttlFloor()) < 0 ? config.ttlFloor() : ttl;
        return least(raised, config.ttlCeiling());
    }

    Duration atMost(Duration ttl) {
        return least(ttl, config.ttlCeiling());
    }

    static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
