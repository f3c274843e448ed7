package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.postern.observe.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a route costs when all is at hand: an MX answer from this node's memory, and the order of its candidates. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouteBench {

    private static final int NAMES = 10_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final String[] names = new String[NAMES];
    private final List<Candidate> candidates = new ArrayList<>();
    private final LocalHopHealth health = new LocalHopHealth(System::nanoTime);
    private final CandidateOrder order = new CandidateOrder(health, random);
    private Vertx vertx;
    private Metrics metrics;
    private CachedMxLookup mx;

    @Setup
    public void fill() {
        vertx = Vertx.vertx();
        metrics = new Metrics();
        var end = Instant.now().plusSeconds(3_000);
        mx = new CachedMxLookup(vertx, Routers.config(Routers.NOWHERE, List.of()).dns(),
                domain -> Future.succeededFuture(new MxAnswer.Hosts(List.of(new MxHost("mx1." + domain, 10),
                        new MxHost("mx2." + domain, 20)), end)), SharedAnswers.none(), metrics, InstantSource.system());
        for (int i = 0; i < NAMES; i++) {
            names[i] = "domain-" + i + ".example";
            mx.lookup(names[i]);
        }
        for (int i = 1; i <= 4; i++) {
            var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + i), 25);
            candidates.add(new Candidate("mx" + i + ".example", address, i <= 3 ? 10 : 20));
            health.took(address, TimeUnit.MILLISECONDS.toNanos(20L * i));
        }
    }

    @TearDown
    public void close() {
        vertx.close();
        metrics.close();
    }

    /** Of ten thousand names that are all known. */
    @Benchmark
    public Future<MxAnswer> mxCacheHit() {
        return mx.lookup(names[random.nextInt(NAMES)]);
    }

    /** Three of one preference that are not equally quick, and one behind them. */
    @Benchmark
    public List<Candidate> candidatesInOrder() {
        return order.of(candidates);
    }
}
