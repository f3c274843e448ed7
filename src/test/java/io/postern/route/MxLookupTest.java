package io.postern.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

/** The memory before the DNS: time to live, one flight, the grid, stale answers. */
class MxLookupTest {

    private static final String QUESTION = "udp MX a.test";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final DnsWorld world = DnsWorld.serving("""
            test. SOA ns.test. root.test. 1 3600 600 86400 60
            a.test. 600 MX 20 mx2.test.
            a.test. 600 MX 10 mx1.test.
            zero.test. 0 MX 10 mx1.test.
            short.test. 1 MX 10 mx1.test.
            long.test. 86400 MX 10 mx1.test.
            """);
    private final Metrics metrics = new Metrics();
    private final Map<String, MxAnswer> shared = new ConcurrentHashMap<>();
    private final List<MxHost> hosts = List.of(new MxHost("mx1.test", 10), new MxHost("mx2.test", 20));
    private volatile Instant now = START;
    private final CachedMxLookup lookup = lookup(new FakeGrid(shared));

    @AfterEach
    void close() {
        world.close();
        vertx.close().await();
        metrics.close();
    }

    @Test
    void answerIsKeptUntilItsEndAndNotLonger() {
        assertEquals(new MxAnswer.Hosts(hosts, START.plusSeconds(600)), ask("a.test"));
        shared.clear();
        now = START.plusSeconds(479);
        assertTrue(lookup.lookup("a.test").isComplete());
        assertEquals(1, world.asked(QUESTION));
        now = START.plusSeconds(600);
        var held = world.hold("a.test");
        assertFalse(lookup.lookup("a.test").isComplete());
        held.countDown();
        ask("a.test");
        assertEquals(2, world.asked(QUESTION));
    }

    @Test
    void timeToLiveIsClampedToFloorAndCeiling() {
        assertEquals(START.plusSeconds(30), ask("short.test").expiresAt());
        assertEquals(START.plusSeconds(3600), ask("long.test").expiresAt());
        assertEquals(new MxAnswer.NoSuchDomain(START.plusSeconds(60)), ask("none.test"));
    }

    @Test
    void timeToLiveOfZeroIsUsedOnceAndNotShared() {
        assertInstanceOf(MxAnswer.Hosts.class, ask("zero.test"));
        assertInstanceOf(MxAnswer.Hosts.class, ask("zero.test"));
        assertEquals(2, world.asked("udp MX zero.test"));
        assertTrue(shared.isEmpty());
    }

    @Test
    void manyAskersOneFlight() {
        var gate = world.hold("a.test");
        var answers = new ArrayList<Future<MxAnswer>>();
        for (int loop = 0; loop < 50; loop++) {
            var promise = Promise.<MxAnswer>promise();
            vertx.runOnContext(_ -> lookup.lookup("a.test").onComplete(promise));
            answers.add(promise.future());
        }
        gate.countDown();
        await(Future.all(answers));
        assertEquals(1, world.asked(QUESTION));
    }

    @Test
    void gridIsAskedBeforeTheDnsAndClampedAgain() {
        shared.put("a.test", new MxAnswer.Hosts(hosts.subList(0, 1), START.plus(Duration.ofDays(9))));
        assertEquals(new MxAnswer.Hosts(hosts.subList(0, 1), START.plusSeconds(3600)), ask("a.test"));
        assertEquals(0, world.asked(QUESTION));
    }

    @Test
    void gridThatHangsOrFailsIsIgnored() {
        for (var dead : List.of(Promise.<Optional<MxAnswer>>promise().future(),
                Future.<Optional<MxAnswer>>failedFuture("split"))) {
            assertInstanceOf(MxAnswer.Hosts.class, await(lookup(new FakeGrid(shared) {
                @Override
                public Future<Optional<MxAnswer>> get(String domain) {
                    return dead;
                }
            }).lookup("a.test")));
        }
    }

    @Test
    void gridIsAskedAgainWhereTheDnsFailsUsAndNotAnotherNode() {
        var theirs = new MxAnswer.Hosts(hosts, START.plusSeconds(300));
        world.fault("a.test", Fault.SERVFAIL);
        var held = world.hold("a.test");
        var ours = lookup.lookup("a.test");
        eventually(() -> world.asked(QUESTION) > 0);
        shared.put("a.test", theirs);
        held.countDown();
        assertEquals(theirs, await(ours));
    }

    @Test
    void staleAnswerIsServedWhileTheDnsFailsUpToTheCap() {
        var fresh = ask("a.test");
        shared.clear();
        world.fault("a.test", Fault.SERVFAIL);
        now = START.plusSeconds(601);
        assertEquals(fresh, ask("a.test"));
        assertEquals(fresh, ask("a.test"));
        assertEquals(2, world.asked(QUESTION), "the DNS is left alone for a few seconds");
        now = START.plusSeconds(600 + 3600);
        assertInstanceOf(MxAnswer.Unavailable.class, ask("a.test"));
    }

    @Test
    void nobodyWaitsWhileTheDnsGoesOnFailing() {
        ask("a.test");
        shared.clear();
        world.fault("a.test", Fault.SERVFAIL);
        now = START.plusSeconds(601);
        ask("a.test");
        now = START.plusSeconds(610);
        var gate = world.hold("a.test");
        assertTrue(lookup.lookup("a.test").isComplete());
        assertTrue(lookup.lookup("a.test").isComplete());
        gate.countDown();
    }

    @Test
    void failureIsKeptAFewSecondsHereOnly() {
        world.fault("a.test", Fault.REFUSED);
        assertInstanceOf(MxAnswer.Unavailable.class, ask("a.test"));
        world.heal("a.test");
        assertInstanceOf(MxAnswer.Unavailable.class, ask("a.test"));
        assertTrue(shared.isEmpty());
        now = START.plusSeconds(5);
        assertInstanceOf(MxAnswer.Hosts.class, ask("a.test"));
    }

    private MxAnswer ask(String domain) {
        return await(lookup.lookup(domain));
    }

    private CachedMxLookup lookup(SharedAnswers<MxAnswer> grid) {
        InstantSource clock = () -> now;
        var config = Routers.dns(world.address());
        return new CachedMxLookup(vertx, config, new DnsMxLookup(new Dns(vertx, config), config, clock), grid,
                metrics, clock);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(40, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }
}
