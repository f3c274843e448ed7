package io.postern.gateway;

import java.util.function.Supplier;

import io.postern.observe.ClusterView;
import io.postern.observe.Deferrals;
import io.postern.observe.LoadWatch;
import io.postern.observe.Metrics;
import io.postern.observe.Readiness;
import io.postern.observe.Traces;
import io.postern.policy.ConnectionLimit;
import io.postern.policy.Greylist;
import io.postern.policy.LearnedRecipients;
import io.postern.quarantine.QuarantineStore;

/** What all gateways of a node, one per event loop, have in common. */
public record Shared(
        Supplier<Generation> generation,
        TransactionIds ids,
        ConnectionLimit connections,
        LearnedRecipients learned,
        Greylist greylist,
        QuarantineStore quarantine,
        ClusterView cluster,
        Readiness readiness,
        LoadWatch load,
        Metrics metrics,
        Deferrals deferrals,
        Traces traces) {
}
