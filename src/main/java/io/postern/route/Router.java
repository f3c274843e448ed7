package io.postern.route;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.postern.config.Config;
import io.postern.config.Config.Checks;
import io.postern.config.Config.Route;
import io.postern.config.Config.Terms;
import io.postern.config.Config.Via;
import io.postern.config.ScanProfile;
import io.postern.smtp.Domain;
import io.postern.tls.RoutePolicies;
import io.postern.tls.TlsPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Recipient domain to destination to candidates. Thread-safe and stateless but for the configuration; whoever calls gets the
 * answer on its own context, at once where no question has to be asked.
 */
public final class Router {

    /** The route label of what no configured route matches. */
    public static final String OTHER = "other";

    private record Fixed(List<Candidate> candidates, Future<Routing> routing) {
    }

    private static final Future<Routing> DENIED = Future.succeededFuture(new Routing.Denied());

    private final Vertx vertx;
    private final int relayPort;
    private final RouteTable table;
    private final RoutePolicies policies;
    private final MxLookup mx;
    private final AddressLookup addresses;
    private final SelfNames self;
    private final AddressPolicy policy;
    private final CandidateOrder order;
    private final boolean unchecked;
    private final SearchWitness mxAliases = new Oddities()::mxHostIsAlias;
    private final Map<Route, Fixed> fixedRoutes = new IdentityHashMap<>();
    private final Map<Destination, List<Candidate>> fixedCandidates = new HashMap<>();

    public Router(Vertx vertx, Config config, RoutePolicies policies, MxLookup mx, AddressLookup addresses, SelfNames self,
            HopHealth health) {
        this(vertx, config, policies, mx, addresses, self, health, () -> ThreadLocalRandom.current().nextLong());
    }

    /** {@code random} is used from all event loops. */
    Router(Vertx vertx, Config config, RoutePolicies policies, MxLookup mx, AddressLookup addresses, SelfNames self,
            HopHealth health, RandomGenerator random) {
        this(vertx, config.relay().port(), new RouteTable(config.routes()), policies, mx, addresses, self,
                new AddressPolicy(config.relay().refuseAddresses()), new CandidateOrder(health, random));
    }

    private Router(Vertx vertx, int relayPort, RouteTable table, RoutePolicies policies, MxLookup mx,
            AddressLookup addresses, SelfNames self, AddressPolicy policy, CandidateOrder order) {
        this.vertx = vertx;
        this.relayPort = relayPort;
        this.table = table;
        this.policies = policies;
        this.mx = mx;
        this.addresses = addresses;
        this.self = self;
        this.policy = policy;
        this.order = order;
        this.unchecked = table.routes().stream().allMatch(route -> route.checks().equals(Checks.DEFAULT));
        for (var route : table.routes()) {
            if (route.via() instanceof Via.Hosts hosts) {
                prepare(route, destination(route, hosts));
            }
        }
    }

    /** The same with other demands, caches included. */
    public Router with(RoutePolicies renewed) {
        return new Router(vertx, relayPort, table, renewed, mx, addresses, self, policy, order);
    }

    /** What a recipient of the domain goes through before it is taken. */
    public Checks checks(Domain domain) {
        return unchecked ? Checks.DEFAULT : table.match(domain.name()).map(Route::checks).orElse(Checks.DEFAULT);
    }

    /** The route label of what goes to the domain: a configured route's name or {@link #OTHER}. */
    public String label(Domain domain) {
        return table.match(domain.name()).map(Route::name).orElse(OTHER);
    }

    /** Resolves down to addresses, so that {@link Routing.To} means that there is at least one candidate now. */
    public Future<Routing> route(Domain domain, boolean relayAllowed) {
        return route(domain, relayAllowed, SearchWitness.NOBODY);
    }

    Future<Routing> route(Domain domain, boolean relayAllowed, SearchWitness witness) {
        var route = table.match(domain.name());
        if (route.isPresent()) {
            return routed(domain, route.get(), witness);
        }
        if (!relayAllowed) {
            return DENIED;
        }
        return domain.isAddressLiteral()
                ? checked(unrouted(List.of(new NextHop(domain.name(), relayPort, 0))), RouteFailure.NO_ADDRESS, witness)
                : mx.lookup(domain.name()).compose(answer -> byMx(answer, Optional.empty(), witness));
    }

    /** In a fresh order each time. */
    public Future<CandidateList> candidates(Destination destination) {
        var fixed = fixedCandidates.get(destination);
        if (fixed != null && !anyIsUs(fixed)) {
            return Future.succeededFuture(new CandidateList.Found(order.of(fixed)));
        }
        return search(destination, SearchWitness.NOBODY);
    }

    /** What this node holds of MX answers, lazily and in no order. */
    public Stream<RememberedMx> remembered() {
        return mx.remembered();
    }

    /** How many those are, nearly. */
    public long rememberedCount() {
        return mx.rememberedCount();
    }

    /** Forgets the domain's MX records and the addresses of the hosts they name; what other nodes hold in memory stays. */
    public Future<Void> forget(Domain domain) {
        return mx.forget(domain.name()).map(known -> {
            switch (known.orElse(new MxAnswer.NullMx(Instant.EPOCH))) {
                case MxAnswer.Hosts(var hosts, _) -> hosts.forEach(host -> addresses.forget(host.name()));
                case MxAnswer.ImplicitHost(var name, _) -> addresses.forget(name);
                case MxAnswer.NullMx _, MxAnswer.NoSuchDomain _, MxAnswer.Unavailable _ -> { }
            }
            return null;
        });
    }

    /** The whole plan for a domain, as a client that may relay would get it. */
    public Future<Explanation> explain(Domain domain) {
        var route = table.match(domain.name());
        var name = route.map(Route::via).map(via -> mxName(domain, via)).orElse(Optional.of(domain.name()));
        return new Explainer(this, mx, order).explain(domain, route, name);
    }

    private Future<Routing> routed(Domain domain, Route route, SearchWitness witness) {
        var fixed = fixedRoutes.get(route);
        if (fixed != null && !anyIsUs(fixed.candidates())) {
            return fixed.routing();
        }
        return switch (route.via()) {
            case Via.Hosts hosts -> checked(destination(route, hosts), RouteFailure.MISCONFIGURED, witness);
            case Via.OwnMx _ when domain.isAddressLiteral() -> checked(
                    destination(route, List.of(new NextHop(domain.name(), relayPort, 0))), RouteFailure.MISCONFIGURED,
                    witness);
            case Via.OwnMx _ -> mx.lookup(domain.name()).compose(answer -> byMx(answer, Optional.of(route), witness));
            case Via.MxOf(var name) -> mx.lookup(name).compose(answer -> byMx(answer, Optional.of(route), witness));
        };
    }

    private Future<Routing> byMx(MxAnswer answer, Optional<Route> route, SearchWitness witness) {
        return switch (answer) {
            case MxAnswer.Hosts(var hosts, _) ->
                    byHosts(hosts, RouteFailure.NO_ADDRESS, route, witness == SearchWitness.NOBODY ? mxAliases : witness);
            case MxAnswer.ImplicitHost(var name, _) ->
                    byHosts(List.of(new MxHost(name, 0)), RouteFailure.NO_SUCH_DOMAIN, route, witness);
            case MxAnswer.NullMx _ -> failed(RouteFailure.NULL_MX, "null MX", route);
            case MxAnswer.NoSuchDomain _ -> failed(RouteFailure.NO_SUCH_DOMAIN, "no such domain", route);
            case MxAnswer.Unavailable(var why, _) -> failed(RouteFailure.DNS_UNAVAILABLE, why, route);
        };
    }

    /** RFC 5321 §5.1: our own preference and all less preferred ones are dropped, by name here, by address later. */
    private Future<Routing> byHosts(List<MxHost> hosts, RouteFailure ifNoAddress, Optional<Route> route,
            SearchWitness witness) {
        int limit = Integer.MAX_VALUE;
        for (var host : hosts) {
            limit = self.isName(host.name()) ? Math.min(limit, host.preference()) : limit;
        }
        var hops = new ArrayList<NextHop>();
        for (var host : hosts) {
            if (host.preference() < limit) {
                hops.add(new NextHop(host.name(), relayPort, host.preference()));
            } else {
                witness.cut(new Cut(host.name(), "", host.preference(),
                        self.isName(host.name()) ? Cut.Why.OWN_CLUSTER : Cut.Why.NOT_BETTER_THAN_OWN_CLUSTER));
            }
        }
        return hops.isEmpty() ? failed(RouteFailure.LOOP, "every MX is this cluster", route)
                : checked(route.map(known -> destination(known, hops)).orElseGet(() -> unrouted(hops)), ifNoAddress, witness);
    }

    private Future<CandidateList> search(Destination destination, SearchWitness witness) {
        return new CandidateSearch(vertx, destination, self, policy, order, witness).run(addresses);
    }

    private Future<Routing> checked(Destination destination, RouteFailure ifNoAddress, SearchWitness witness) {
        return search(destination, witness).map(list -> switch (list) {
            case CandidateList.Found _ -> new Routing.To(destination);
            case CandidateList.Failed(var failure, var detail) ->
                    new Routing.Failed(failure == RouteFailure.NO_ADDRESS ? ifNoAddress : failure, detail);
        });
    }

    private static Future<Routing> failed(RouteFailure failure, String detail, Optional<Route> route) {
        return Future.succeededFuture(new Routing.Failed(failure.whereConfigured(route.isPresent()), detail));
    }

    private static Destination unrouted(List<NextHop> hops) {
        return new Destination(OTHER, hops, TlsPolicy.OPPORTUNISTIC, false, false, true, Terms.NONE, ScanProfile.DEFAULT,
                Checks.DEFAULT);
    }

    private Destination destination(Route route, List<NextHop> hops) {
        return new Destination(route.name(), hops, policies.of(route), route.softBounce(), true, true, route.terms(),
                route.profile(), route.checks());
    }

    private Destination destination(Route route, Via.Hosts via) {
        var hops = via.hosts().stream().map(host -> new NextHop(host.name(), host.port(), host.preference())).toList();
        return new Destination(route.name(), hops, policies.of(route), route.softBounce(), true, false, route.terms(),
                route.profile(), route.checks());
    }

    private static Optional<String> mxName(Domain domain, Via via) {
        return switch (via) {
            case Via.OwnMx _ -> Optional.of(domain.name());
            case Via.MxOf(var name) -> Optional.of(name);
            case Via.Hosts _ -> Optional.empty();
        };
    }

    /** A route to literal addresses needs no question ever: its answers are made here, once. */
    private void prepare(Route route, Destination destination) {
        var candidates = new ArrayList<Candidate>();
        for (var hop : destination.hops()) {
            var address = HostLiteral.address(hop.host());
            if (address.isEmpty()) {
                return;
            }
            candidates.add(new Candidate(
                    hop.host(), new InetSocketAddress(address.get(), hop.port()), hop.preference(),
                    destination.tls().towards(hop.host())));
        }
        fixedCandidates.put(destination, List.copyOf(candidates));
        fixedRoutes.put(route, new Fixed(candidates, Future.succeededFuture(new Routing.To(destination))));
    }

    private boolean anyIsUs(List<Candidate> candidates) {
        for (var candidate : candidates) {
            if (self.isListener(candidate.address())) {
                return true;
            }
        }
        return false;
    }
}
