package io.postern;

import java.time.Instant;

import io.postern.config.Config;
import io.postern.observe.MailLog;
import io.postern.tls.RoutePolicies;
import io.postern.tls.Unusable;
import org.slf4j.event.Level;

/** What the routes demand of next hops and show to them, from their files. */
final class RouteFiles {

    private RouteFiles() {
    }

    /** Blocks; a file that cannot serve is an {@link IllegalStateException}. */
    static RoutePolicies load(Config config) {
        try {
            var policies = RoutePolicies.load(config);
            for (var credential : policies.credentials()) {
                if (credential.expiry().isBefore(Instant.now())) {
                    MailLog.event(Level.WARN, "certificate-expired",
                            "file", credential.file(), "since", credential.expiry());
                }
            }
            return policies;
        } catch (Unusable unusable) {
            throw new IllegalStateException(unusable.getMessage(), unusable);
        }
    }
}
