package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.postern.config.Config;
import io.postern.config.Config.Host;
import io.postern.config.Config.Route;
import io.postern.config.Config.TlsDemand;
import io.postern.config.Config.Via;
import io.postern.smtp.Domain;
import io.postern.world.DnsWorld;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/** Every routing row of the failure table, unrouted and routed, against a real name server. */
class RouterTest {

    private static final int RELAY_PORT = 2600;

    private static final String ZONE = """
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            good.test. MX 10 mx1.test.
            good.test. MX 20 mx2.test.
            mx1.test. A 198.51.100.1
            mx2.test. A 198.51.100.2
            mx2.test. AAAA 2001:db8::2
            implicit.test. A 198.51.100.3
            bare.test. TXT "neither MX nor address"
            null.test. MX 0 .
            nohost.test. MX 10 nowhere.test.
            nohost.test. MX 20 bare.test.
            alias.test. CNAME good.test.
            mxalias.test. MX 10 mxcname.test.
            mxcname.test. CNAME mx1.test.
            badmx.test. MX 10 broken.test.
            broken.test. A 198.51.100.9
            backup.test. MX 10 broken.test.
            backup.test. MX 20 mx1.test.
            self.test. MX 10 gate.test.
            self.test. MX 20 mx1.test.
            gate.test. A 198.51.100.77
            lesser.test. MX 5 mx1.test.
            lesser.test. MX 10 gate.test.
            lesser.test. MX 10 mx2.test.
            lesser.test. MX 20 implicit.test.
            selfaddress.test. MX 10 balancer.test.
            balancer.test. A 203.0.113.10
            loopback.test. MX 10 local.test.
            local.test. A 127.0.0.1
            mapped.test. AAAA ::ffff:127.0.0.1
            halfloop.test. MX 10 local.test.
            halfloop.test. MX 10 mx1.test.
            a.own.test. MX 10 mx1.test.
            """;

    private static final List<Route> ROUTES = List.of(
            route("own", new Via.OwnMx(), "*.own.test", "self.test", "lesser.test", "nowhere.test", "null.test",
                    "badmx.test"),
            route("other-mx", new Via.MxOf("good.test"), "hosted.test", "hosted2.test"),
            route("other-mx-gone", new Via.MxOf("nowhere.test"), "lost.test"),
            route("fixed", hosts(new Host(10, "127.0.0.1", RELAY_PORT), new Host(20, "127.0.0.2", RELAY_PORT)),
                    "fixed.test"),
            route("fixed-too", hosts(new Host(1, "127.0.0.1", RELAY_PORT), new Host(2, "127.0.0.2", RELAY_PORT)),
                    "fixed2.test"),
            route("named", hosts(new Host(10, "mx2.test", 25)), "named.test"),
            route("named-gone", hosts(new Host(10, "nowhere.test", 25)), "namedgone.test"),
            route("us", hosts(new Host(10, "127.0.0.1", 2525)), "us.test"),
            route("late", hosts(new Host(10, "198.51.100.1", 25)), "a.own.test"));

    private final Vertx vertx = Vertx.vertx();
    private final DnsWorld world = DnsWorld.serving(ZONE);
    private final LocalHopHealth health = new LocalHopHealth(() -> 0);
    private final Router router = Routers.router(vertx, world.address(), ROUTES, health, new Random(42));

    @AfterEach
    void close() {
        world.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "good.test,       198.51.100.1 | 198.51.100.2 2001:db8::2",
        "implicit.test,   198.51.100.3",
        "alias.test,      198.51.100.1 | 198.51.100.2 2001:db8::2",
        "mxalias.test,    198.51.100.1",
        "backup.test,     198.51.100.1",
        "lesser.test,     198.51.100.1",
        "halfloop.test,   198.51.100.1",
        "hosted.test,     198.51.100.1 | 198.51.100.2 2001:db8::2",
        "fixed.test,      127.0.0.1 | 127.0.0.2",
        "named.test,      198.51.100.2 2001:db8::2",
        "a.own.test,      198.51.100.1",
        "[198.51.100.50],    198.51.100.50",
        "[IPv6:2001:db8::50], 2001:db8::50",
    })
    void domainLeadsTo(String domain, String levels) {
        world.fault("broken.test", Fault.SERVFAIL);
        var to = assertInstanceOf(Routing.To.class, route(domain));
        assertEquals(levels, levels(candidates(to.destination())));
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere.example, DNS_UNAVAILABLE",
        "missing.test,    NO_SUCH_DOMAIN",
        "bare.test,       NO_SUCH_DOMAIN",
        "nohost.test,     NO_ADDRESS",
        "selfaddress.test, LOOP",
        "gate.test,       LOOP",
        "loopback.test,   REFUSED_ADDRESS",
        "mapped.test,     REFUSED_ADDRESS",
        "[127.0.0.1],     REFUSED_ADDRESS",
        "[203.0.113.10],  LOOP",
        // what our configuration names is our trouble
        "nowhere.test,    MISCONFIGURED",
        "null.test,       MISCONFIGURED",
        "self.test,       MISCONFIGURED",
        "none.own.test,   MISCONFIGURED",
        "lost.test,       MISCONFIGURED",
        "namedgone.test,  MISCONFIGURED",
        "us.test,         MISCONFIGURED",
        "badmx.test,      DNS_UNAVAILABLE",
    })
    void domainFailsWith(String domain, RouteFailure failure) {
        world.fault("broken.test", Fault.SERVFAIL);
        world.fault("nowhere.example", Fault.REFUSED);
        assertEquals(failure, assertInstanceOf(Routing.Failed.class, route(domain)).failure());
    }

    @Test
    void unroutedNullMxTakesNoMail() {
        var plain = Routers.router(vertx, world.address(), List.of(), health, new Random(1));
        var failed = assertInstanceOf(Routing.Failed.class, await(plain.route(new Domain("null.test"), true)));
        assertEquals(RouteFailure.NULL_MX, failed.failure());
    }

    @Test
    void unroutedDomainIsDeniedToClientsThatMayNotRelay() {
        assertInstanceOf(Routing.Denied.class, await(router.route(new Domain("good.test"), false)));
        assertInstanceOf(Routing.Denied.class, await(router.route(new Domain("[198.51.100.50]"), false)));
        assertInstanceOf(Routing.To.class, await(router.route(new Domain("hosted.test"), false)));
    }

    @Test
    void domainsHostedTogetherTravelTogether() {
        assertEquals(destination("hosted.test"), destination("hosted2.test"));
        assertEquals(destination("fixed.test"), destination("fixed2.test"));
        assertNotEquals(destination("good.test"), destination("implicit.test"));
        assertNotEquals(destination("fixed.test"), destination("named.test"));
    }

    @Test
    void literalHostsAnswerAtOnceAndAskNobody() {
        var routing = router.route(new Domain("fixed.test"), false);
        assertTrue(routing.isComplete());
        assertTrue(router.candidates(((Routing.To) routing.result()).destination()).isComplete());
    }

    @Test
    void explanationTellsTheWholePlan() {
        var json = await(router.explain(new Domain("hosted.test"))).toJson();
        assertEquals("other-mx", json.getString("route"));
        assertEquals("good.test", json.getString("mxOf"));
        assertEquals(2, json.getJsonArray("hops").size());
        assertEquals(3, json.getJsonArray("candidates").size());
        assertEquals("no-such-domain", await(router.explain(new Domain("missing.test"))).toJson().getString("failure"));
    }

    @ParameterizedTest
    @CsvSource({
        "lesser.test,      gate.test - own-cluster; mx2.test - not-better-than-own-cluster; implicit.test - not-better-than-own-cluster",
        "selfaddress.test, balancer.test 203.0.113.10 own-cluster",
        "loopback.test,    local.test 127.0.0.1 refused-address",
        "halfloop.test,    local.test 127.0.0.1 refused-address",
        "nohost.test,      nowhere.test - no-address; bare.test - no-address",
    })
    void explanationTellsWhoIsCutAndWhy(String domain, String cut) {
        var cuts = await(router.explain(new Domain(domain))).toJson().getJsonArray("cut", new JsonArray());
        var found = cuts.stream().map(JsonObject.class::cast).map(each -> each.getString("host") + " "
                + each.getString("address", "-") + " " + each.getString("why")).toList();
        assertEquals(cut, String.join("; ", found));
    }

    @Test
    void explanationHoldsHealthAndShareOfEachCandidate() {
        var bad = new Candidate("mx1.test", new InetSocketAddress("198.51.100.1", RELAY_PORT), 10);
        health.begin(bad);
        health.failed(bad.address(), new HopTrouble("greeting", "timeout", "timeout", true));
        var candidates = await(router.explain(new Domain("good.test"))).toJson().getJsonArray("candidates");
        var first = candidates.getJsonObject(0);
        var last = candidates.getJsonObject(candidates.size() - 1);
        assertEquals(50, first.getInteger("sharePercent"));
        assertEquals("closed", first.getJsonObject("health").getString("state"));
        assertEquals("198.51.100.1", last.getString("address"));
        assertEquals("open", last.getJsonObject("health").getString("state"));
        assertEquals("greeting", last.getJsonObject("health").getJsonObject("lastFailure").getString("phase"));
        assertEquals("opportunistic", last.getString("tls"));
    }

    private Routing route(String domain) {
        return await(router.route(Domain.parse(domain).orElseThrow(), true));
    }

    private Destination destination(String domain) {
        return assertInstanceOf(Routing.To.class, route(domain)).destination();
    }

    private List<Candidate> candidates(Destination destination) {
        return await(router.candidates(destination)) instanceof CandidateList.Found(var found) ? found : fail("none");
    }

    /** Levels in order; addresses of a level as they come, but sorted where both families are mixed. */
    private static String levels(List<Candidate> candidates) {
        var text = new ArrayList<String>();
        int at = 0;
        while (at < candidates.size()) {
            int level = candidates.get(at).preference();
            var here = candidates.stream().filter(candidate -> candidate.preference() == level)
                    .map(candidate -> candidate.address().getAddress()).toList();
            boolean mixed = here.stream().map(Object::getClass).distinct().count() > 1;
            var names = here.stream().map(RouterTest::text);
            text.add(String.join(" ", mixed ? names.sorted().toList() : names.toList()));
            at += here.size();
        }
        return String.join(" | ", text);
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst(":0:0:0:0:0:", "::");
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    private static Route route(String name, Via via, String... domains) {
        return new Route(name, List.of(domains), via, new Config.RouteTls(TlsDemand.OPPORTUNISTIC), false);
    }

    private static Via hosts(Host... hosts) {
        return new Via.Hosts(List.of(hosts));
    }
}
