package io.postern.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.postern.config.Config;
import io.postern.dns.Dns;
import io.postern.dns.DnsAnswer;
import io.postern.dns.MxRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Questions to the DNS for a thread that may wait. Asks the servers given, else the system's. */
final class Questions implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final Dns dns;

    Questions(List<InetSocketAddress> servers) {
        dns = new Dns(vertx, new Config.Dns(servers, PATIENCE, Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    DnsAnswer<MxRecord> mx(String name) {
        return await(dns.mx(name));
    }

    DnsAnswer<InetAddress> ipv4(String name) {
        return await(dns.ipv4(name));
    }

    DnsAnswer<InetAddress> ipv6(String name) {
        return await(dns.ipv6(name));
    }

    DnsAnswer<String> names(InetAddress address) {
        return await(dns.ptr(address));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Never fails: what goes wrong is an answer. */
    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
