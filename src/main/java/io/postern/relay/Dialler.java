package io.postern.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/** Makes TCP connections of one event loop, each from the local address that is set for its family, if any is. */
final class Dialler {

    private final Vertx vertx;
    private final List<InetAddress> usual;
    private final NetClient anywhere;
    private final Map<InetAddress, NetClient> clients = new HashMap<>();

    /** {@code usual} are the node's own source addresses. */
    Dialler(Vertx vertx, List<InetAddress> usual) {
        this.vertx = vertx;
        this.usual = usual;
        this.anywhere = vertx.createNetClient(options());
    }

    private static NetClientOptions options() {
        return new NetClientOptions().setTcpNoDelay(true).setReconnectAttempts(0);
    }

    Future<NetSocket> dial(InetSocketAddress address, List<InetAddress> sources, int millis) {
        var options = new ConnectOptions().setRemoteAddress(SocketAddress.inetSocketAddress(address)).setTimeout(millis);
        return client(address.getAddress(), sources.isEmpty() ? usual : sources).connect(options);
    }

    private NetClient client(InetAddress target, List<InetAddress> sources) {
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            if (source instanceof Inet4Address == target instanceof Inet4Address) {
                return clients.computeIfAbsent(source,
                        address -> vertx.createNetClient(options().setLocalAddress(address.getHostAddress())));
            }
        }
        return anywhere;
    }

    Future<Void> close() {
        var all = new ArrayList<Future<Void>>();
        all.add(anywhere.close());
        clients.values().forEach(client -> all.add(client.close()));
        return Future.join(all).mapEmpty();
    }
}
