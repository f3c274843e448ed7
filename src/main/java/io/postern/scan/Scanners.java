package io.postern.scan;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.vertx.core.Vertx;

/** Makes the chain that the configuration describes. */
public final class Scanners {

    private Scanners() {
    }

    /** Opens no connection; {@code config} has been checked, so that patterns and addresses are known to be sound. */
    public static ScanChain build(Vertx vertx, Config config, Metrics metrics) {
        return new ScanChain(
                config.scan().stream()
                        .map(scan -> new ScanChain.Step(scanner(vertx, scan), scan.timeout(), scan.onFailure()))
                        .toList(),
                metrics);
    }

    private static Scanner scanner(Vertx vertx, Config.Scan scan) {
        return switch (scan) {
            case Config.Scan.Rules rules -> new RulesScanner(rules);
            case Config.Scan.Clamd clamd -> new ClamdScanner(vertx, clamd);
        };
    }
}
