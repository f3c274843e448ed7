package io.postern;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import io.postern.admin.Requester;
import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.quarantine.AuditEntry;
import io.postern.quarantine.AuditTrail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.event.Level;

/** Tells the log and the trail what somebody did; a trail that cannot be written is an alert, and the log still has it. */
final class Audit {

    private final AuditTrail trail;
    private final String node;
    private final Metrics metrics;

    Audit(AuditTrail trail, String node, Metrics metrics) {
        this.trail = trail;
        this.node = node;
        this.metrics = metrics;
    }

    static Audit of(Vertx vertx, Config config, Metrics metrics) {
        var handling = config.handling();
        return new Audit(new AuditTrail(vertx, handling.records().resolve("audit"), config.hostname(),
                handling.auditRetention(), InstantSource.system()), config.hostname(), metrics);
    }

    /** Never fails. */
    Future<Void> told(Requester by, String action, String id, String outcome, String detail) {
        MailLog.event(Level.INFO, "quarantine-" + action, "id", id, "outcome", outcome, "detail", detail,
                "who", by.name(), "client", by.address());
        return trail.append(new AuditEntry(Instant.now(), node, by.name(), by.address(), action, id, outcome, detail))
                .otherwise(broken -> {
                    metrics.alert("quarantine-audit");
                    MailLog.limited(Level.ERROR, "quarantine-audit-failed", broken);
                    return null;
                });
    }

    Future<List<AuditEntry>> read(String id, Optional<Instant> until, int most) {
        return trail.read(id, until, most);
    }
}
