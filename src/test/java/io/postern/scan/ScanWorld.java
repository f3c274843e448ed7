package io.postern.scan;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.postern.config.Scan;
import io.postern.config.ScanProfile;
import io.postern.message.BodyBudget;
import io.postern.message.HeaderEdits;
import io.postern.observe.Metrics;
import io.postern.smtp.Envelope;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Peer;
import io.postern.smtp.ReversePath;
import io.postern.world.Eventually;
import io.postern.world.SampleBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;

/**
 * A Vert.x with one loop on which messages are scanned, and a budget that shows who still holds a body. The tests' certificates
 * are for names that lead to loopback here.
 */
final class ScanWorld implements AutoCloseable {

    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setAddressResolverOptions(
            new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 localhost mx.postern.test other.test\n"))));
    final Context context = vertx.getOrCreateContext();
    final Metrics metrics = new Metrics();
    final BodyBudget budget = new BodyBudget(
            200 << 20, 100 << 20, 1 << 20, Path.of(System.getProperty("java.io.tmpdir")));

    /** Of the route that the messages are for. */
    ScanProfile profile = ScanProfile.DEFAULT;

    Envelope envelope = new Envelope("t-1", ReversePath.NULL, List.of(), MailParameters.NONE);
    Peer peer = Peer.connecting(InetAddress.getLoopbackAddress(), 4711);

    /** As the configuration would have it with defaults. */
    static Scan scan(String name, Scan.Kind kind, Duration timeout) {
        return new Scan(name, Optional.empty(), timeout, Scan.OnFailure.DEFER, Scan.OnMatch.QUARANTINE, Duration.ZERO, kind);
    }

    ScanResult scan(String content, Duration remaining, ScanStep... steps) throws Exception {
        return scanning(content, remaining, List.of(steps)).await(20, TimeUnit.SECONDS);
    }

    /** Under way. */
    Future<ScanResult> scanning(String content, Duration remaining, List<ScanStep> steps) {
        var chain = new ScanChain(steps);
        return begin(() -> {
            var body = SampleBody.of(budget, context, content);
            return chain.scan(new ScanInput(envelope, peer, body, HeaderEdits.NONE, profile, context), remaining)
                    .onComplete(_ -> body.release());
        });
    }

    Verdict verdict(Scanner scanner, String content) throws Exception {
        return onLoop(() -> {
            var body = SampleBody.of(budget, context, content);
            return scanner.scan(new ScanInput(envelope, peer, body, context)).onComplete(_ -> body.release());
        });
    }

    /** What a scanner says of a message after others, looked at while the message is there. */
    <T> T seen(Scanner scanner, Envelope envelope, Peer peer, HeaderEdits before, String content, Function<Verdict, T> look)
            throws Exception {
        return onLoop(() -> {
            var body = SampleBody.of(budget, context, content);
            return scanner.scan(new ScanInput(envelope, peer, body, before, profile, context)).map(look)
                    .onComplete(_ -> body.release());
        });
    }

    /** All at once. */
    List<Verdict> verdicts(Scanner scanner, String content, int count) throws Exception {
        return onLoop(() -> {
            var futures = new ArrayList<Future<Verdict>>();
            for (int i = 0; i < count; i++) {
                var body = SampleBody.of(budget, context, content);
                futures.add(scanner.scan(new ScanInput(envelope, peer, body, context)).onComplete(_ -> body.release()));
            }
            return Future.join(futures).map(all -> all.<Verdict>list());
        });
    }

    /** Of a message that is gone when it is looked at. */
    Verdict unreadable(Scanner scanner, String content) throws Exception {
        return onLoop(() -> {
            var body = SampleBody.of(budget, context, content);
            body.release();
            return scanner.scan(new ScanInput(envelope, peer, body, context));
        });
    }

    void assertAllBodiesReleased() {
        Eventually.eventually(() -> budget.memoryOctets() == 0);
    }

    /** Fails if a body was kept for good. */
    @Override
    public void close() {
        assertAllBodiesReleased();
        metrics.close();
        vertx.close().await();
    }

    private <T> T onLoop(Callable<Future<T>> action) throws Exception {
        return begin(action).await(20, TimeUnit.SECONDS);
    }

    private <T> Future<T> begin(Callable<Future<T>> action) {
        return Future.future(promise -> context.runOnContext(_ -> {
            try {
                action.call().onComplete(promise);
            } catch (Exception bug) {
                promise.fail(bug);
            }
        }));
    }

    /** A message that nobody looks at. */
    ScanInput input() {
        return new ScanInput(envelope, peer, null, context);
    }
}
