package io.postern.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.xbill.DNS.Message;
import org.xbill.DNS.io.DefaultIoClientFactory;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * How questions travel: UDP as dnsjava does it, TCP over one kept connection to each server. dnsjava's own connections are
 * given up only when the system does, so that one which went dead would cost every truncated answer for minutes.
 */
final class Transports implements IoClientFactory, TcpIoClient {

    private static final int IDLE_SECONDS = 10;

    private final Context home;
    private final NetClient client;
    private final UdpIoClient udp = new DefaultIoClientFactory().createOrGetUdpClient();
    private final ConcurrentHashMap<InetSocketAddress, TcpLine> lines = new ConcurrentHashMap<>();

    Transports(Vertx vertx, Duration connectTimeout) {
        this.home = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) Math.max(1, connectTimeout.toMillis()))
                .setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS));
    }

    @Override
    public TcpIoClient createOrGetTcpClient() {
        return this;
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
        return udp;
    }

    /** A dead line has to be given up before the question is asked again, and UDP has taken some of the time. */
    @Override
    public CompletableFuture<byte[]> sendAndReceiveTcp(
            InetSocketAddress local, InetSocketAddress server, Message query, byte[] octets, Duration timeout) {
        var answer = new CompletableFuture<byte[]>();
        var line = lines.computeIfAbsent(server, address -> new TcpLine(client, address));
        home.runOnContext(_ -> line.ask(query.getHeader().getID(), octets, answer));
        return answer.orTimeout(timeout.toMillis() * 3 / 4, TimeUnit.MILLISECONDS)
                .whenComplete((_, failure) -> home.runOnContext(_ -> line.settled(answer, failure != null)));
    }
}
