package io.postern.loadtest;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBufUtil;
import io.postern.wire.Connection;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Clients that connect, say EHLO and then nothing more, as many as asked for at any time: whoever is closed comes back.
 * All on one event loop; the counts may be read from any thread.
 */
final class IdleCrowd {

    private static final long TICK_MILLIS = 20;
    private static final int MOST_AT_ONCE = 20;

    private final NetClient client;
    private final List<Target> targets;
    private final Guise guise;
    private final int wanted;
    private final Random random = new Random();
    private final Set<Connection> open = new HashSet<>();
    private final AtomicInteger greeted = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private int connecting;
    private volatile boolean over;

    private IdleCrowd(Vertx vertx, List<Target> targets, Guise guise, int wanted) {
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(10_000));
        this.targets = targets;
        this.guise = guise;
        this.wanted = wanted;
    }

    static IdleCrowd gather(Vertx vertx, List<Target> targets, Guise guise, int wanted) {
        var crowd = new IdleCrowd(vertx, targets, guise, wanted);
        vertx.getOrCreateContext().runOnContext(_ -> vertx.setPeriodic(TICK_MILLIS, timer -> {
            if (crowd.over) {
                vertx.cancelTimer(timer);
                List.copyOf(crowd.open).forEach(Connection::abort);
                crowd.client.close();
            } else {
                crowd.fill();
            }
        }));
        return crowd;
    }

    /** Those that have been answered to EHLO and are still there. */
    int present() {
        return greeted.get();
    }

    /** How often one was closed by the other side. */
    int dropped() {
        return dropped.get();
    }

    /** From any thread. */
    void leave() {
        over = true;
    }

    private void fill() {
        for (int i = 0; i < MOST_AT_ONCE && open.size() + connecting < wanted; i++) {
            connecting++;
            var target = targets.get(random.nextInt(targets.size()));
            client.connect(SocketAddress.inetSocketAddress(target.address())).onComplete(connected -> {
                connecting--;
                if (connected.succeeded()) {
                    enter(Connection.on(connected.result()), target);
                }
            });
        }
    }

    private void enter(Connection connection, Target target) {
        open.add(connection);
        guise.proxy().ifPresent(clients -> connection.writeAndForget(clients.header(random, target.address())));
        var lines = new int[1];
        connection.failed(_ -> connection.abort())
                .octets(octets -> {
                    // the greeting, then the answer to EHLO; what comes later is a farewell
                    octets.release();
                    if (lines[0]++ == 0) {
                        connection.writeAndForget(
                                ByteBufUtil.writeAscii(connection.allocator(), "EHLO " + Generator.NAME + "\r\n"));
                    } else if (lines[0] == 2) {
                        greeted.incrementAndGet();
                    }
                })
                .closed(() -> {
                    open.remove(connection);
                    if (lines[0] >= 2) {
                        greeted.decrementAndGet();
                    }
                    if (!over) {
                        dropped.incrementAndGet();
                    }
                });
    }
}
