package io.postern.tls;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;

/**
 * What a handshake and a megabyte cost the server under each engine, in CPU time of one thread. Run by hand
 * with the test class path. The client is the JDK's, and not counted; it resumes no TLS 1.3 session of BoringSSL's.
 */
final class EngineBench {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final File FOLDER = new File("src/test/resources/tls");
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("warm", 3));
    private static final long TIMED_NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("timed", 3));

    private long serverNanos;

    private EngineBench() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("engine   protocol certificate  kind     handshakes/CPU-s  us-CPU/handshake");
        for (var provider : List.of(SslProvider.JDK, SslProvider.OPENSSL)) {
            for (var protocol : List.of("TLSv1.3", "TLSv1.2")) {
                for (var certificate : List.of("ec", "rsa")) {
                    for (boolean resumed : new boolean[] {false, true}) {
                        new EngineBench().handshakes(provider, protocol, certificate, resumed);
                    }
                }
            }
        }
        for (var provider : List.of(SslProvider.JDK, SslProvider.OPENSSL)) {
            for (var protocol : List.of("TLSv1.3", "TLSv1.2")) {
                new EngineBench().bulk(provider, protocol);
            }
        }
    }

    static SslContext server(SslProvider provider, String certificate) throws SSLException {
        var context = SslContextBuilder
                .forServer(new File(FOLDER, certificate + ".crt"), new File(FOLDER, certificate + ".key"))
                .sslProvider(provider).protocols("TLSv1.3", "TLSv1.2").build();
        if (context.sessionContext() instanceof OpenSslSessionContext session) {
            session.setTicketKeys(new OpenSslSessionTicketKey(new byte[16], new byte[16], new byte[16]));
        }
        return context;
    }

    private static SslContext client(String protocol) throws SSLException {
        return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(protocol)
                .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("").build();
    }

    private void handshakes(SslProvider provider, String protocol, String certificate, boolean resumed) throws Exception {
        var server = server(provider, certificate);
        var client = client(protocol);
        connect(server, client, "one.test").close();
        long end = System.nanoTime() + WARM_NANOS;
        long n = 0;
        while (System.nanoTime() < end) {
            connect(server, client, resumed ? "one.test" : n++ + ".test").close();
        }
        serverNanos = 0;
        long done = 0;
        end = System.nanoTime() + TIMED_NANOS;
        while (System.nanoTime() < end) {
            connect(server, client, resumed ? "one.test" : n++ + ".test").close();
            done++;
        }
        System.out.printf(Locale.ROOT, "%-8s %-8s %-12s %-8s %16.0f %17.1f%n", provider, protocol, certificate,
                resumed ? "resumed" : "full", done / (serverNanos / 1e9), serverNanos / 1e3 / done);
    }

    private Pair connect(SslContext server, SslContext client, String host) {
        long begin = THREADS.getCurrentThreadCpuTime();
        var there = new EmbeddedChannel(server.newHandler(PooledByteBufAllocator.DEFAULT));
        serverNanos += THREADS.getCurrentThreadCpuTime() - begin;
        var here = new EmbeddedChannel(client.newHandler(PooledByteBufAllocator.DEFAULT, host, 25));
        var pair = new Pair(here, there);
        pair.turn();
        if (!there.pipeline().get(SslHandler.class).handshakeFuture().isSuccess()) {
            throw new IllegalStateException(there.pipeline().get(SslHandler.class).handshakeFuture().cause());
        }
        return pair;
    }

    private void bulk(SslProvider provider, String protocol) throws Exception {
        var pair = connect(server(provider, "ec"), client(protocol), "bulk.test");
        byte[] block = new byte[64 << 10];
        double[] rates = new double[2];
        for (int round = 0; round < 2; round++) {
            serverNanos = 0;
            long octets = 0;
            long end = System.nanoTime() + TIMED_NANOS;
            while (System.nanoTime() < end) {
                pair.here.writeOutbound(PooledByteBufAllocator.DEFAULT.directBuffer(block.length).writeBytes(block));
                octets += pair.turn();
            }
            rates[0] = octets / 1048576.0 / (serverNanos / 1e9);
        }
        for (int round = 0; round < 2; round++) {
            serverNanos = 0;
            long octets = 0;
            long end = System.nanoTime() + TIMED_NANOS;
            while (System.nanoTime() < end) {
                var buffer = PooledByteBufAllocator.DEFAULT.directBuffer(block.length).writeBytes(block);
                long begin = THREADS.getCurrentThreadCpuTime();
                pair.there.writeOutbound(buffer);
                serverNanos += THREADS.getCurrentThreadCpuTime() - begin;
                octets += block.length;
                pair.turn();
            }
            rates[1] = octets / 1048576.0 / (serverNanos / 1e9);
        }
        System.out.printf(Locale.ROOT, "%-8s %-8s bulk: receive %.0f MiB, send %.0f MiB a CPU second%n", provider, protocol,
                rates[0], rates[1]);
        pair.close();
    }

    private final class Pair {

        private final EmbeddedChannel here;
        private final EmbeddedChannel there;

        Pair(EmbeddedChannel here, EmbeddedChannel there) {
            this.here = here;
            this.there = there;
        }

        /** Carries what each has written to the other until both are silent; the content octets the server got. */
        long turn() {
            long octets = 0;
            boolean moved = true;
            while (moved) {
                moved = false;
                for (ByteBuf out = here.readOutbound(); out != null; out = here.readOutbound()) {
                    long begin = THREADS.getCurrentThreadCpuTime();
                    there.writeInbound(out);
                    there.runPendingTasks();
                    serverNanos += THREADS.getCurrentThreadCpuTime() - begin;
                    moved = true;
                }
                for (ByteBuf in = there.readInbound(); in != null; in = there.readInbound()) {
                    octets += in.readableBytes();
                    in.release();
                }
                for (ByteBuf out = there.readOutbound(); out != null; out = there.readOutbound()) {
                    here.writeInbound(out);
                    here.runPendingTasks();
                    moved = true;
                }
                for (Object in = here.readInbound(); in != null; in = here.readInbound()) {
                    ReferenceCountUtil.release(in);
                }
            }
            return octets;
        }

        void close() {
            here.close();
            for (ByteBuf out = here.readOutbound(); out != null; out = here.readOutbound()) {
                if (there.isOpen()) {
                    there.writeInbound(out);
                } else {
                    out.release();
                }
            }
            there.finishAndReleaseAll();
            here.finishAndReleaseAll();
        }
    }
}
