package io.postern.route;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.postern.config.ByteSize;
import io.postern.config.Config;
import io.postern.config.Network;
import io.postern.dns.Dns;
import io.postern.observe.ClusterView;
import io.postern.observe.NodeView;
import io.postern.tls.RoutePolicies;
import io.postern.tls.Unusable;
import io.vertx.core.Vertx;

/** A router as a node has it, alone, named gate.test, seen from outside as 203.0.113.10, listening on 127.0.0.1:2525. */
final class Routers {

    static final InetSocketAddress NOWHERE = new InetSocketAddress("127.0.0.1", 9);

    private Routers() {
    }

    static Router router(Vertx vertx, InetSocketAddress server, List<Config.Route> routes, HopHealth health,
            RandomGenerator random) {
        return router(vertx, server, routes, health, random, ClusterView.alone(Routers::view));
    }

    static Router router(Vertx vertx, InetSocketAddress server, List<Config.Route> routes, HopHealth health,
            RandomGenerator random, ClusterView cluster) {
        var config = config(server, routes);
        var clock = InstantSource.system();
        var dns = new Dns(vertx, config.dns());
        var listeners = Set.of(new InetSocketAddress("127.0.0.1", 2525));
        return new Router(vertx, config, policies(config), new DnsMxLookup(dns, config.dns(), clock),
                new CachedAddressLookup(vertx, config.dns(), new DnsAddressLookup(dns, config.dns(), clock), SharedAnswers.none(), clock),
                new SelfNames(config, cluster, () -> listeners), health, random);
    }

    static RoutePolicies policies(Config config) {
        try {
            return RoutePolicies.load(config);
        } catch (Unusable unusable) {
            throw new AssertionError(unusable);
        }
    }

    static NodeView view() {
        return new NodeView("gate.test", "ready", 0, 0, "test", List.of("gate.test"), List.of(), "", 0);
    }

    static Config.Dns dns(InetSocketAddress server) {
        return new Config.Dns(List.of(server), Duration.ofSeconds(4), Duration.ofSeconds(30), Duration.ofHours(1),
                Duration.ofHours(1));
    }

    static Config config(InetSocketAddress server, List<Config.Route> routes) {
        var size = ByteSize.ofMiB(1);
        var time = Duration.ofSeconds(5);
        var refuse = Stream.of("127.0.0.0/8", "::1/128", "::/128", "169.254.0.0/16", "fe80::/10")
                .map(text -> Network.parse(text).orElseThrow()).toList();
        return new Config("Gate.test", new Config.Identity(List.of(), List.of("203.0.113.10")), Optional.empty(),
                List.of(), new Config.Limits(size, 100, 0, 10, 10, size, size, size, 50, size, 10, 100), Path.of("/tmp"),
                Config.BareNewline.REJECT, Config.LongLines.PASS, new Config.Timeouts(time, time, time, time, time, time, time, time),
                new Config.Drain(time, time), Config.Log.DEFAULT, Optional.empty(), new Config.Access(List.of()), routes,
                new Config.Relay(2600, 1, 1, time, time, refuse), dns(server), List.of(),
                new Config.Quarantine.Directory(Path.of("/tmp"), new Config.Keeping(time)),
                new Config.Handling(Path.of("/tmp"), time, Optional.empty()), Optional.empty(),
                new Config.Admin(new InetSocketAddress("127.0.0.1", 0), Optional.empty()));
    }
}
