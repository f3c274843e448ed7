package io.postern.route;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A million domains in simulated time: how many questions the DNS hears from one, three and ten nodes that share a cache, and
 * what an entry takes of memory. Prints its figures. Time is simulated, the cache and its lease are the real ones.
 */
@Tag("long")
class MxCacheSimulationTest {

    private static final int DOMAINS = 1_000_000;
    private static final int MESSAGES_A_SECOND = 100;
    private static final int WARMING = 2 * 3600 * MESSAGES_A_SECOND;
    private static final int MEASURED = 3600 * MESSAGES_A_SECOND;

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final Config.Dns config = Routers.dns(Routers.NOWHERE);
    private long nowMillis = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);

    @AfterEach
    void close() {
        vertx.close().await();
        metrics.close();
    }

    @Test
    void tenNodesAskHardlyMoreThanOne() {
        double one = questions("1 node", 1, true);
        double three = questions("3 nodes", 3, true);
        double ten = questions("10 nodes", 10, true);
        double apart = questions("10 nodes that share nothing", 10, false);
        assertTrue(three < one * 1.1 && ten < one * 1.1, "sharing makes many nodes ask like one");
        assertTrue(apart > ten * 1.2, "without sharing they ask more");
    }

    @Test
    void entriesOfAMillionDomainsFitIntoTheMemoryTheyAreSaidToTake() {
        var world = new ZipfDomains(1, clock);
        var cache = new CachedMxLookup(vertx, config, world::mx, SharedAnswers.none(), metrics, clock, 2 * DOMAINS);
        cache.lookup("first.example");
        long before = used();
        for (int i = 0; i < DOMAINS; i++) {
            cache.lookup(ZipfDomains.name(i));
        }
        double each = (double) (used() - before) / DOMAINS;
        System.out.printf("memory: %.0f octets an entry of two hosts, %d entries%n", each, cache.rememberedCount());
        assertTrue(each < 800, "an entry takes " + each);
    }

    private double questions(String title, int count, boolean sharing) {
        var world = new ZipfDomains(DOMAINS, clock);
        var mx = new SimulatedGrid<MxAnswer>(clock, count);
        var addresses = new SimulatedGrid<AddressAnswer>(clock, count);
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < count; i++) {
            nodes.add(node(world, sharing ? mx : SharedAnswers.none(), sharing ? addresses : SharedAnswers.none()));
        }
        var random = new Random(2);
        run(world, nodes, random, WARMING);
        long mxBefore = world.mxQuestions();
        long addressesBefore = world.addressQuestions();
        run(world, nodes, random, MEASURED);
        double mxRate = 1_000.0 * (world.mxQuestions() - mxBefore) / MEASURED;
        double addressRate = 1_000.0 * (world.addressQuestions() - addressesBefore) / MEASURED;
        System.out.printf("%s: %.0f MX and %.0f address questions to the DNS for 1,000 messages%n", title, mxRate, addressRate);
        return mxRate + addressRate;
    }

    /** Messages come evenly, each to any of the nodes. */
    private void run(ZipfDomains world, List<Node> nodes, Random random, int messages) {
        for (int i = 0; i < messages; i++) {
            nowMillis += 1_000 / MESSAGES_A_SECOND;
            nodes.get(random.nextInt(nodes.size())).message(world.next());
        }
    }

    private Node node(ZipfDomains world, SharedAnswers<MxAnswer> mx, SharedAnswers<AddressAnswer> addresses) {
        return new Node(new CachedMxLookup(vertx, config, world::mx, mx, metrics, clock),
                new CachedAddressLookup(vertx, config, world::addresses, addresses, clock));
    }

    private record Node(MxLookup mx, AddressLookup addresses) {

        void message(String domain) {
            if (mx.lookup(domain).result() instanceof MxAnswer.Hosts(var hosts, _)) {
                hosts.forEach(host -> addresses.lookup(host.name()));
            }
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A grid that is never slow: as many names as the maps of so many members hold. */
    private record SimulatedGrid<A extends Perishable>(
            InstantSource clock, Cache<String, A> answers, Cache<String, Long> leases) implements SharedAnswers<A> {

        private static final int MOST_A_MEMBER = 50_000;
        private static final long LEASE_MILLIS = Duration.ofSeconds(2).toMillis();

        SimulatedGrid(InstantSource clock, int members) {
            this(clock, cache(members), cache(members));
        }

        private static <V> Cache<String, V> cache(int members) {
            return Caffeine.newBuilder().maximumSize((long) members * MOST_A_MEMBER).executor(Runnable::run).build();
        }

        @Override
        public Future<Optional<A>> get(String name) {
            return Future.succeededFuture(Optional.ofNullable(answers.getIfPresent(name)));
        }

        @Override
        public void put(String name, A answer) {
            answers.put(name, answer);
        }

        @Override
        public Future<Boolean> lease(String name) {
            var until = leases.getIfPresent(name);
            boolean ours = until == null || until <= clock.millis();
            if (ours) {
                leases.put(name, clock.millis() + LEASE_MILLIS);
            }
            return Future.succeededFuture(ours);
        }

        @Override
        public void remove(String name) {
            answers.invalidate(name);
            leases.invalidate(name);
        }
    }
}
