package io.postern.route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.postern.dns.Dns;
import io.postern.observe.Metrics;
import io.postern.world.DnsWorld;
import io.postern.world.DnsWorld.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.postern.world.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Names in use are asked for before they end, by one node; names asked for at once, too; what is too much is dropped. */
class MxRefreshTest {

    private static final String QUESTION = "udp MX a.test";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEAR_THE_END = START.plusSeconds(95);

    private final Vertx vertx = Vertx.vertx();
    private final DnsWorld world = DnsWorld.serving("""
            test. SOA ns.test. root.test. 1 3600 600 86400 100
            a.test. 100 MX 10 mx1.test.
            bare.test. 100 TXT "no MX"
            """);
    private final Metrics metrics = new Metrics();
    private final Map<String, MxAnswer> shared = new ConcurrentHashMap<>();
    private final FakeGrid grid = new FakeGrid(shared);
    private volatile Instant now = START;
    private final CachedMxLookup one = node(grid);
    private final CachedMxLookup two = node(grid);

    @AfterEach
    void close() {
        world.close();
        vertx.close().await();
        metrics.close();
    }

    @Test
    void nameUsedNearItsEndIsAskedForBehindTheScenes() {
        ask(one, "a.test");
        now = START.plusSeconds(79);
        ask(one, "a.test");
        assertEquals(1, world.asked(QUESTION), "too early");
        now = NEAR_THE_END;
        var gate = world.hold("a.test");
        assertTrue(one.lookup("a.test").isComplete(), "nobody waits");
        assertTrue(one.lookup("a.test").isComplete());
        gate.countDown();
        eventually(() -> shared.get("a.test").expiresAt().equals(NEAR_THE_END.plusSeconds(100)));
        now = START.plusSeconds(101);
        eventually(() -> one.lookup("a.test").isComplete());
        assertEquals(2, world.asked(QUESTION));
    }

    @Test
    void nameThatHasNoMailHostsIsNotWorthAnotherQuestion() {
        ask(one, "none.test");
        now = NEAR_THE_END;
        ask(one, "none.test");
        assertEquals(1, world.asked("udp MX none.test"));
    }

    @Test
    void failureToRenewLeavesTheAnswerGoodUntilItsEnd() {
        ask(one, "a.test");
        world.fault("a.test", Fault.SERVFAIL);
        now = NEAR_THE_END;
        ask(one, "a.test");
        eventually(() -> world.asked(QUESTION) == 2);
        now = START.plusSeconds(99);
        ask(one, "a.test");
        assertFalse(one.remembered("a.test").orElseThrow().stale());
        now = START.plusSeconds(101);
        assertInstanceOf(MxAnswer.Hosts.class, ask(one, "a.test"));
        assertTrue(one.remembered("a.test").orElseThrow().stale());
    }

    @Test
    void whileTheDnsIsSilentAnAnswerPastItsEndServesSoon() {
        var asked = new AtomicInteger();
        var slow = new CachedMxLookup(vertx, Routers.dns(world.address()), name -> asked.incrementAndGet() == 1
                ? Future.succeededFuture(new MxAnswer.ImplicitHost(name, START.plusSeconds(100)))
                : Promise.<MxAnswer>promise().future(), SharedAnswers.none(), metrics, () -> now);
        ask(slow, "a.test");
        now = START.plusSeconds(101);
        assertInstanceOf(MxAnswer.ImplicitHost.class, ask(slow, "a.test"));
        assertTrue(slow.lookup("a.test").isComplete(), "one has waited for all");
        assertEquals(2, asked.get());
    }

    @Test
    void renewedAnswerOfOneNodeServesTheOther() {
        ask(one, "a.test");
        ask(two, "a.test");
        assertEquals(1, world.asked(QUESTION), "the second had it from the grid");
        now = NEAR_THE_END;
        ask(one, "a.test");
        eventually(() -> shared.get("a.test").expiresAt().isAfter(START.plusSeconds(100)));
        ask(two, "a.test");
        now = START.plusSeconds(101);
        eventually(() -> ask(two, "a.test").expiresAt().equals(NEAR_THE_END.plusSeconds(100)));
        assertEquals(2, world.asked(QUESTION));
    }

    @Test
    void nodeLeavesTheRenewalToTheOneThatHasTheLease() {
        ask(one, "a.test");
        grid.lease("a.test");
        now = NEAR_THE_END;
        ask(one, "a.test");
        now = START.plusSeconds(99);
        ask(one, "a.test");
        assertEquals(1, world.asked(QUESTION));
    }

    @Test
    void nodeWaitsForTheAnswerOfTheOneThatAsks() {
        grid.lease("a.test");
        var looks = new AtomicInteger();
        var late = node(new FakeGrid(shared) {
            @Override
            public Future<Optional<MxAnswer>> get(String domain) {
                if (looks.incrementAndGet() == 2) {
                    shared.put(domain, new MxAnswer.Hosts(List.of(new MxHost("mx9.test", 10)), START.plusSeconds(100)));
                }
                return super.get(domain);
            }

            @Override
            public Future<Boolean> lease(String domain) {
                return Future.succeededFuture(false);
            }
        });
        assertEquals(List.of(new MxHost("mx9.test", 10)),
                assertInstanceOf(MxAnswer.Hosts.class, ask(late, "a.test")).hosts());
        assertEquals(0, world.asked(QUESTION));
    }

    @Test
    void nodeThatWaitedInVainAsksItself() {
        grid.lease("a.test");
        assertInstanceOf(MxAnswer.Hosts.class, ask(one, "a.test"));
        assertEquals(1, world.asked(QUESTION));
    }

    @Test
    void memoryIsBoundedByNumber() {
        var small = new CachedMxLookup(vertx, Routers.dns(world.address()), name -> Future.succeededFuture(
                new MxAnswer.NullMx(START.plusSeconds(100))), SharedAnswers.none(), metrics, () -> now, 10);
        for (int i = 0; i < 1000; i++) {
            small.lookup(i + ".test");
        }
        eventually(() -> small.remembered().count() <= 10);
    }

    @Test
    void forgottenNameIsAskedForAgain() {
        ask(one, "a.test");
        assertInstanceOf(MxAnswer.Hosts.class, await(one.forget("a.test")).orElseThrow());
        assertEquals(Optional.empty(), one.remembered("a.test"));
        ask(one, "a.test");
        assertEquals(2, world.asked(QUESTION));
        assertTrue(await(two.forget("a.test")).isPresent(), "what only the grid has counts too");
    }

    private static MxAnswer ask(CachedMxLookup node, String domain) {
        return await(node.lookup(domain));
    }

    private CachedMxLookup node(SharedAnswers<MxAnswer> shared) {
        InstantSource clock = () -> now;
        var config = Routers.dns(world.address());
        return new CachedMxLookup(
                vertx, config, new DnsMxLookup(new Dns(vertx, config), config, clock), shared, metrics, clock);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }
}
