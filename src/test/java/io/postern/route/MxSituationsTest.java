package io.postern.route;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.postern.observe.ClusterView;
import io.postern.observe.NodeView;
import io.postern.smtp.Domain;
import io.postern.world.DnsWorld;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What strangers publish about their mail, and what becomes of it, for a client that may relay anywhere. */
class MxSituationsTest {

    private static final String ZONE = """
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            one.test. A 198.51.100.1
            two.test. A 198.51.100.2
            six.test. AAAA 2001:db8::6
            both.test. A 198.51.100.8
            both.test. AAAA 2001:db8::8
            unreachable.test. A 127.0.0.1
            sibling.test. A 203.0.113.20
            shared-name.test. A 203.0.113.21

            only.test. MX 65535 one.test.
            ladder.test. MX 0 two.test.
            ladder.test. MX 65535 one.test.
            twice.test. MX 20 one.test.
            twice.test. MX 10 one.test.
            twice.test. MX 10 ONE.test.
            gone.test. MX 10 nowhere.test.
            gone-first.test. MX 10 nowhere.test.
            gone-first.test. MX 20 one.test.
            homeless.test. MX 10 text.test.
            text.test. TXT "no address"
            via-alias.test. MX 10 alias.test.
            alias.test. CNAME one.test.
            aliased.test. CNAME only.test.
            chain.test. CNAME aliased.test.
            aliased-host.test. CNAME one.test.
            literal.test. MX 10 198.51.100.50.
            loop-literal.test. MX 10 127.0.0.1.
            new.test. MX 10 six.test.
            old.test. MX 10 one.test.
            dual.test. MX 10 both.test.
            null.test. MX 0 .
            null-too.test. MX 0 .
            null-too.test. MX 10 one.test.
            aimed.test. MX 10 unreachable.test.
            aimed-first.test. MX 10 unreachable.test.
            aimed-first.test. MX 20 one.test.
            us.test. MX 10 gate.test.
            us-equal.test. MX 10 gate.test.
            us-equal.test. MX 10 one.test.
            us-second.test. MX 5 one.test.
            us-second.test. MX 10 gate.test.
            us-second.test. MX 10 two.test.
            us-second.test. MX 20 two.test.
            sib.test. MX 10 mx2.gate.test.
            sib.test. MX 10 one.test.
            sib-second.test. MX 5 one.test.
            sib-second.test. MX 10 mx2.gate.test.
            sib-second.test. MX 20 two.test.
            sib-address.test. MX 5 one.test.
            sib-address.test. MX 10 sibling.test.
            sib-address.test. MX 20 two.test.
            us-and-sib.test. MX 5 one.test.
            us-and-sib.test. MX 10 mx2.gate.test.
            us-and-sib.test. MX 20 gate.test.
            us-and-sib.test. MX 15 two.test.
            """;

    private final Vertx vertx = Vertx.vertx();
    private final DnsWorld world = DnsWorld.serving(ZONE);
    private final Router router = Routers.router(vertx, world.address(), List.of(), new LocalHopHealth(() -> 0),
            new Random(42), new WithSibling());

    @AfterEach
    void close() {
        world.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "only.test,        65535 198.51.100.1",
        "ladder.test,      0 198.51.100.2 | 65535 198.51.100.1",
        "twice.test,       10 198.51.100.1",
        "gone-first.test,  20 198.51.100.1",
        "via-alias.test,   10 198.51.100.1",
        "aliased.test,     65535 198.51.100.1",
        "chain.test,       65535 198.51.100.1",
        "aliased-host.test, 0 198.51.100.1",
        "literal.test,     10 198.51.100.50",
        "new.test,         10 2001:db8:0:0:0:0:0:6",
        "old.test,         10 198.51.100.1",
        "null-too.test,    10 198.51.100.1",
        "aimed-first.test, 20 198.51.100.1",
        "us-second.test,   5 198.51.100.1",
        "sib-second.test,  5 198.51.100.1",
        "sib-address.test, 5 198.51.100.1",
        "us-and-sib.test,  5 198.51.100.1",
    })
    void mailGoesTo(String domain, String levels) {
        assertEquals(levels, String.join(" | ", addresses(domain)));
    }

    @ParameterizedTest
    @CsvSource({
        "gone.test,         NO_ADDRESS",
        "homeless.test,     NO_ADDRESS",
        "text.test,         NO_SUCH_DOMAIN",
        "nowhere.test,      NO_SUCH_DOMAIN",
        "null.test,         NULL_MX",
        "aimed.test,        REFUSED_ADDRESS",
        "loop-literal.test, REFUSED_ADDRESS",
        "us.test,           LOOP",
        "us-equal.test,     LOOP",
        "sib.test,          LOOP",
    })
    void mailGoesNowhereBecause(String domain, RouteFailure failure) {
        assertEquals(failure, failure(domain));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"SERVFAIL", "REFUSED", "NOTIMP", "DROP", "STALL", "HANG_UP", "LIE", "GARBAGE",
        "OVERSIZED", "WRONG_ID", "WRONG_QUESTION", "NO_QUESTION", "LAME", "EMPTY"})
    void brokenAnswerAboutTheDomainIsNoAnswer(Fault fault) {
        world.fault("ladder.test", fault);
        assertEquals(RouteFailure.DNS_UNAVAILABLE, failure("ladder.test"));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"SERVFAIL", "REFUSED", "NOTIMP", "GARBAGE", "WRONG_ID", "LAME", "EMPTY"})
    void brokenAnswerAboutTheBestHostLeavesTheNext(Fault fault) {
        world.fault("two.test", fault);
        assertEquals(List.of("65535 198.51.100.1"), addresses("ladder.test"));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"SERVFAIL", "REFUSED", "LAME", "GARBAGE"})
    void brokenAnswerAboutTheOnlyHostIsNoProofThatItHasNoAddress(Fault fault) {
        world.fault("one.test", fault);
        assertEquals(RouteFailure.DNS_UNAVAILABLE, failure("only.test"));
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"TRUNCATE", "ALIAS_ONLY", "UNRELATED", "AUTHENTIC"})
    void oddAnswerIsAnAnswer(Fault fault) {
        world.fault("aliased.test", fault);
        assertEquals(List.of("65535 198.51.100.1"), addresses("aliased.test"));
    }

    @Test
    void slowAnswerIsWaitedForWithinTheTimeout() {
        var gate = world.hold("only.test");
        var routing = router.route(new Domain("only.test"), true);
        assertFalse(routing.isComplete());
        gate.countDown();
        assertInstanceOf(Routing.To.class, await(routing));
    }

    @Test
    void brokenAaaaLeavesTheAddressOfTheOtherFamily() {
        world.fault("both.test", "AAAA", Fault.SERVFAIL);
        assertEquals(List.of("10 198.51.100.8"), addresses("dual.test"));
    }

    @Test
    void bothFamiliesAreCandidates() {
        assertEquals(Set.of("10 198.51.100.8", "10 2001:db8:0:0:0:0:0:8"), Set.copyOf(addresses("dual.test")));
    }

    @Test
    void fiftyEqualHostsAreAllUsedFiveAtATime() {
        fifty(10, "");
        var used = new HashSet<String>();
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < 1_000; i++) {
            var addresses = addresses("many.test");
            assertEquals(5, addresses.size());
            used.addAll(addresses);
            first.merge(addresses.getFirst(), 1, Integer::sum);
        }
        assertEquals(50, used.size());
        assertEquals(50, first.size(), "each is the first choice at times");
    }

    @Test
    void oneOfFiftyEqualHostsIsUs() {
        fifty(10, "many.test. MX 10 gate.test.\n");
        assertEquals(RouteFailure.LOOP, failure("many.test"));
    }

    @Test
    void fiftyLevelsAreAskedForUpToTwenty() {
        var zone = new StringBuilder(ZONE);
        for (int i = 0; i < 50; i++) {
            zone.append("many.test. MX ").append(i).append(" m").append(i).append(".test.\nm").append(i)
                    .append(".test. TXT \"no address\"\n");
        }
        world.zone(zone.toString());
        assertEquals(RouteFailure.DNS_UNAVAILABLE, failure("many.test"), "the others may have an address");
        assertEquals(1, world.asked("udp A m19.test"));
        assertEquals(0, world.asked("udp A m20.test"));
    }

    @Test
    void explanationNamesMxHostsThatAreAliases() {
        var json = await(router.explain(new Domain("via-alias.test"))).toJson();
        assertEquals("one.test", json.getJsonObject("aliases").getString("alias.test"));
        assertFalse(await(router.explain(new Domain("aliased-host.test"))).toJson().containsKey("aliases"),
                "a domain may be an alias");
    }

    @Test
    void explanationTellsAFailureOfTheDnsInWords() {
        world.fault("one.test", Fault.GARBAGE);
        world.fault("two.test", Fault.WRONG_ID);
        assertEquals("failed", await(router.explain(new Domain("ladder.test"))).toJson().getString("result"));
        var detail = await(router.explain(new Domain("only.test"))).toJson().getString("detail");
        assertTrue(detail.endsWith("one.test: malformed answer"), detail);
    }

    private void fifty(int preference, String more) {
        var zone = new StringBuilder(ZONE + more);
        for (int i = 0; i < 50; i++) {
            zone.append("many.test. MX ").append(preference).append(" a").append(i).append(".test.\na").append(i)
                    .append(".test. A 198.51.100.").append(100 + i).append('\n');
        }
        world.zone(zone.toString());
    }

    private RouteFailure failure(String domain) {
        return assertInstanceOf(Routing.Failed.class, await(router.route(new Domain(domain), true))).failure();
    }

    /** Preference and address, in the order of one use. */
    private List<String> addresses(String domain) {
        var to = assertInstanceOf(Routing.To.class, await(router.route(new Domain(domain), true)));
        var found = assertInstanceOf(CandidateList.Found.class, await(router.candidates(to.destination())));
        return found.candidates().stream()
                .map(candidate -> candidate.preference() + " " + candidate.address().getAddress().getHostAddress()).toList();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    /** A cluster of gate.test and mx2.gate.test, which the world sees at 203.0.113.20. */
    private record WithSibling() implements ClusterView {

        @Override
        public List<NodeView> nodes() {
            return List.of(Routers.view());
        }

        @Override
        public boolean anotherReady() {
            return false;
        }

        @Override
        public boolean gridUp() {
            return true;
        }

        @Override
        public boolean isMember(InetAddress address) {
            return address.equals(InetAddress.ofLiteral("203.0.113.20"));
        }

        @Override
        public Set<String> memberNames() {
            return new TreeSet<>(Set.of("gate.test", "mx2.gate.test"));
        }
    }
}
