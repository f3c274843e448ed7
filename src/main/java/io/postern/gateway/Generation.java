package io.postern.gateway;

import java.nio.file.Path;
import java.util.List;

import io.postern.config.Config;
import io.postern.policy.AccessPolicy;
import io.postern.policy.RateLimits;
import io.postern.policy.RelayAccess;
import io.postern.receive.SessionSettings;
import io.postern.route.Router;
import io.postern.scan.ScanChain;

/**
 * All that one configuration means, built once and never changed: a session keeps the generation it began with, a
 * reload makes a new one for new sessions. {@code files}: those that were read for it beside the configuration itself; a
 * change of one of them makes a new one too.
 */
public record Generation(
        Config config,
        SessionSettings sessions,
        RelayAccess relayAccess,
        AccessPolicy access,
        RateLimits rates,
        Router router,
        ScanChain scan,
        List<Path> files) {
}
