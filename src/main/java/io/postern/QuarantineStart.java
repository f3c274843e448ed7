package io.postern;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.quarantine.QuarantineStore;
import io.vertx.core.Future;
import org.slf4j.event.Level;

/**
 * Starts a quarantine whose store may be away, or hang: mail that belongs there is put off until it is back, all other mail
 * goes its way, and the node's start waits for it a moment only.
 */
final class QuarantineStart {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private QuarantineStart() {
    }

    /** Never fails. A store that fails later is told then. */
    static Future<Void> of(QuarantineStore quarantine, Metrics metrics) {
        return quarantine.start()
                .onFailure(failure -> {
                    metrics.alert("quarantine-store");
                    MailLog.event(Level.ERROR, "quarantine-unusable", "cause", failure.toString());
                })
                .otherwiseEmpty()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(_ -> {
                    MailLog.event(Level.WARN, "quarantine-slow", "detail", "its store has not answered yet, and is waited for beside");
                    return null;
                });
    }
}
