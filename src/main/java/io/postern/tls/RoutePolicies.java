package io.postern.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Config;

/** What the configured routes demand of their next hops, with the files that they name read. */
public final class RoutePolicies {

    private final Map<String, TlsPolicy> byRoute;

    private RoutePolicies(Map<String, TlsPolicy> byRoute) {
        this.byRoute = Map.copyOf(byRoute);
    }

    /** Reads all files; blocks. */
    public static RoutePolicies load(Config config) throws Unusable {
        var policies = new HashMap<String, TlsPolicy>();
        Optional<Anchors> system = Optional.empty();
        for (int i = 0; i < config.routes().size(); i++) {
            var route = config.routes().get(i);
            if (system.isEmpty() && needsSystem(route.tls())) {
                system = Optional.of(Anchors.system());
            }
            try {
                policies.put(route.name(), policy(route.tls(), system));
            } catch (Unusable unusable) {
                throw unusable.below("routes[" + i + "].");
            }
        }
        return new RoutePolicies(policies);
    }

    private static boolean needsSystem(Config.RouteTls tls) {
        return tls.demand() == Config.TlsDemand.VERIFY && tls.ca().isEmpty();
    }

    /** {@code system}: there where it is needed. */
    static TlsPolicy policy(Config.RouteTls tls, Optional<Anchors> system) throws Unusable {
        var shown = credential(tls);
        var anyone = new TlsPolicy.Proof.Anyone();
        return switch (tls.demand()) {
            case NONE -> TlsPolicy.NONE;
            case OPPORTUNISTIC -> shown.isEmpty() ? TlsPolicy.OPPORTUNISTIC
                    : new TlsPolicy(TlsPolicy.Demand.OPPORTUNISTIC, anyone, shown);
            case REQUIRE -> shown.isEmpty() ? TlsPolicy.REQUIRE : new TlsPolicy(TlsPolicy.Demand.REQUIRE, anyone, shown);
            case VERIFY -> {
                var anchors = tls.ca().isPresent() ? Anchors.of("tls-ca", tls.ca().get()) : system.orElseThrow();
                yield new TlsPolicy(TlsPolicy.Demand.REQUIRE, new TlsPolicy.Proof.Authority(anchors, tls.names()), shown);
            }
        };
    }

    private static Optional<Credential> credential(Config.RouteTls tls) throws Unusable {
        if (tls.client().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Credential.load(tls.client().get()));
        } catch (Unusable unusable) {
            throw unusable.below("tls-client-");
        }
    }

    /** The files that were read. */
    public static List<Path> files(Config config) {
        var files = new ArrayList<Path>();
        for (var route : config.routes()) {
            route.tls().ca().ifPresent(files::add);
            route.tls().client().ifPresent(client -> {
                files.add(client.certificate());
                client.key().ifPresent(files::add);
            });
        }
        return List.copyOf(files);
    }

    public TlsPolicy of(Config.Route route) {
        return byRoute.get(route.name());
    }

    /** What we show to next hops. */
    public List<Credential> credentials() {
        return byRoute.values().stream().flatMap(policy -> policy.shown().stream()).toList();
    }
}
