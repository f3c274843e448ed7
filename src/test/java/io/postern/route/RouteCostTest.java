package io.postern.route;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;

import io.postern.config.Config;
import io.postern.observe.ClusterView;
import io.postern.observe.Metrics;
import io.postern.smtp.Domain;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a recipient's route costs when all answers are at hand; prints the figures. */
@Tag("long")
class RouteCostTest {

    private static final int NAMES = 10_000;
    private static final int ROUNDS = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final Config config = Routers.config(Routers.NOWHERE, List.of());
    private final String[] names = new String[NAMES];
    private final Domain[] domains = new Domain[NAMES];
    private int sink;

    @Test
    void cachedAnswersCostLittle() throws Exception {
        for (int i = 0; i < NAMES; i++) {
            names[i] = "domain-" + i + ".example";
            domains[i] = new Domain(names[i]);
        }
        var end = Instant.now().plusSeconds(3000);
        var mx = new CachedMxLookup(vertx, config.dns(),
                domain -> Future.succeededFuture(new MxAnswer.Hosts(List.of(new MxHost("mx1." + domain, 10),
                        new MxHost("mx2." + domain, 20)), end)), SharedAnswers.none(), metrics, InstantSource.system());
        var address = InetAddress.ofLiteral("192.0.2.1");
        var addresses = new CachedAddressLookup(vertx, config.dns(),
                host -> Future.succeededFuture(new AddressAnswer.Found(List.of(address), host, end)),
                SharedAnswers.none(), InstantSource.system());
        var self = new SelfNames(config, ClusterView.alone(Routers::view), List::of);
        var router = new Router(vertx, config, Routers.policies(config), mx, addresses, self,
                new LocalHopHealth(System::nanoTime), new Random(1));
        double lookup = nanos("local hit", i -> sink += mx.lookup(names[i]).isComplete() ? 1 : 0);
        double route = nanos("cached route", i -> sink += router.route(domains[i], true).isComplete() ? 1 : 0);
        assertTrue(lookup < 1_000 && route < 20_000, "far beyond what any machine needs");
        vertx.close().await();
        metrics.close();
    }

    /** Of the processor, so that what else runs on the machine counts little. */
    private static double nanos(String what, IntConsumer step) {
        var thread = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        for (int turn = 0; turn < 5; turn++) {
            var random = ThreadLocalRandom.current();
            long start = thread.getCurrentThreadCpuTime();
            for (int i = 0; i < ROUNDS; i++) {
                step.accept(random.nextInt(NAMES));
            }
            best = Math.min(best, (double) (thread.getCurrentThreadCpuTime() - start) / ROUNDS);
        }
        System.out.printf("%s: %.0f ns%n", what, best);
        return best;
    }
}
