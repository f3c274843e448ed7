package io.postern.policy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Environment;
import io.postern.config.Loaded;
import io.postern.dns.Dns;
import io.postern.observe.Metrics;
import io.postern.world.DnsWorld;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** A policy with a name server behind it and time of its own. Close it. */
final class PolicyWorld implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final DnsWorld dns;
    final Metrics metrics = new Metrics();
    final Context loop = vertx.getOrCreateContext();
    private final AtomicLong nanos = new AtomicLong();
    private final ClientMemory memory = new ClientMemory(vertx, nanos::get);
    private String dnsTimeout = "20s";
    private DnsListCache shared = DnsListCache.none();

    PolicyWorld(String zone) {
        dns = DnsWorld.serving(zone);
    }

    void sharing(DnsListCache cache) {
        shared = cache;
    }

    /** For name servers that do not answer. */
    void impatient() {
        dnsTimeout = "300ms";
    }

    void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** {@code access}: the inside of the section. */
    Config config(String access) {
        var text = """
                listeners: [{bind: "127.0.0.1:0"}]
                dns: {servers: ["127.0.0.1:%d"], timeout: %s, ttl-floor: 1s}
                access: {%s}
                """.formatted(dns.address().getPort(), dnsTimeout,
                access.contains("dns-list-timeout") || access.isEmpty() ? access : access + ", dns-list-timeout: 20s");
        return switch (ConfigLoader.parse(text, Path.of("test.yaml"), Environment.assumed())) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    ReverseNames names() {
        var config = config("").dns();
        return new ReverseNames(new Dns(vertx, config), config, memory, metrics);
    }

    DnsLists lists(Config config) {
        return new DnsLists(config.access().dnsLists(), new Dns(vertx, config.dns()), config.dns(), memory, shared,
                InstantSource.system(), metrics);
    }

    AccessPolicy policy(String access) {
        var config = config(access);
        return new AccessPolicy(vertx, config.access(), AccessLists.read(config.access()), names(), lists(config));
    }

    ClientName name(ReverseNames names, String client) {
        return await(() -> names.of(InetAddress.ofLiteral(client)));
    }

    /** On the loop, where sessions are. */
    <T> T await(Supplier<Future<T>> question) {
        var done = Promise.<T>promise();
        loop.runOnContext(_ -> question.get().onComplete(done));
        try {
            return done.future().await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    <T> T onLoop(Supplier<T> call) {
        return await(() -> Future.succeededFuture(call.get()));
    }

    @Override
    public void close() {
        vertx.close().await();
        dns.close();
        metrics.close();
    }
}
