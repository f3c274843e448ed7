package io.postern.scan;

import java.util.Optional;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.config.Config;
import io.postern.config.Scan;
import io.postern.dns.Dns;
import io.postern.observe.Metrics;
import io.postern.scan.http.HttpScanner;
import io.postern.scan.milter.Bounds;
import io.postern.scan.milter.MilterScanner;
import io.postern.scan.rspamd.RspamdScanner;
import io.vertx.core.Vertx;

/** Makes the chain that the configuration describes. */
public final class Scanners {

    private static final Optional<String> RULES_ARE_THE_CONFIGURATION = Optional.of("");

    private Scanners() {
    }

    /**
     * Opens no connection; {@code config} has been checked, so that patterns and addresses are known to be sound. Reads jars
     * if there are plugins: not on an event loop.
     *
     * @throws IllegalStateException a plugin cannot serve; the message is for the operator
     */
    public static ScanChain build(Vertx vertx, Config config, VerdictMemory memory, Metrics metrics) {
        return new ScanChain(
                config.scan().stream().map(scan -> new ScanStep(scanner(vertx, config, scan, memory, metrics), scan, metrics)).toList());
    }

    private static Scanner scanner(Vertx vertx, Config config, Scan scan, VerdictMemory memory, Metrics metrics) {
        return switch (scan.kind()) {
            case Scan.Kind.Rules rules ->
                    cached(new RulesScanner(scan, rules), scan, () -> RULES_ARE_THE_CONFIGURATION, memory);
            case Scan.Kind.Clamd _ -> {
                var scanner = new ClamdScanner(vertx, scan);
                yield cached(scanner, scan, scanner.version(), memory);
            }
            case Scan.Kind.Rspamd rspamd -> new RspamdScanner(vertx, scan, rspamd, config.hostname());
            case Scan.Kind.Http http -> new HttpScanner(vertx, scan, http, config.hostname());
            case Scan.Kind.Authentication authentication -> new AuthenticationScanner(scan, authentication, config.hostname(),
                    new DnsLookup(new Dns(vertx, config.dns()), config.dns(), Ticker.systemTicker()), metrics);
            case Scan.Kind.Plugin plugin -> new PluginScanner(vertx, scan, Plugins.scanner(vertx, scan, plugin), metrics);
            case Scan.Kind.Milter _ -> new MilterScanner(vertx, scan, config.hostname(),
                    new Bounds(config.limits().messageSize().octets(), config.limits().headerSize().octets()), metrics);
        };
    }

    private static Scanner cached(Scanner scanner, Scan config, CachedScanner.Knowledge knowledge, VerdictMemory memory) {
        return config.cache().isZero() ? scanner : new CachedScanner(scanner, config, knowledge, memory);
    }
}
