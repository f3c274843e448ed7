package io.postern.loadtest;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;

/**
 * A next hop that takes everything and counts: which messages arrived, how often, and which of them with other octets
 * or another outside than they were sent with. The counts may be read from any thread.
 */
public final class CountingSink {

    private final NetServer server;
    private final Map<MessageId, Integer> arrived = new ConcurrentHashMap<>();
    private final Set<MessageId> damaged = ConcurrentHashMap.newKeySet();
    private final AtomicLong strangers = new AtomicLong();

    private CountingSink(NetServer server) {
        this.server = server;
    }

    /** Listens on {@code host}; port 0 chooses one. */
    public static Future<CountingSink> listen(Vertx vertx, String host, int port) {
        var server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(1024));
        var sink = new CountingSink(server);
        server.connectHandler(socket -> new SinkSession(socket, sink).run());
        return server.listen(port, host).map(sink);
    }

    public int port() {
        return server.actualPort();
    }

    /** How often each message arrived. */
    public Map<MessageId, Integer> arrived() {
        return Map.copyOf(arrived);
    }

    /** What arrived changed: another digest, or a header that belongs to another envelope. */
    public Set<MessageId> damaged() {
        return Set.copyOf(damaged);
    }

    /** Messages that no generator made. */
    public long strangers() {
        return strangers.get();
    }

    public Future<Void> close() {
        return server.close();
    }

    void arrived(String reversePath, ArrivingMessage message) {
        var outside = MessageId.inPath(reversePath);
        var inside = message.field(MessageId.FIELD).flatMap(MessageId::parse);
        inside.or(() -> outside).ifPresentOrElse(id -> {
            arrived.merge(id, 1, Integer::sum);
            if (!inside.equals(outside) || !message.field(Digest.FIELD).equals(Optional.of(message.digest()))) {
                damaged.add(id);
            }
        }, strangers::incrementAndGet);
    }
}
