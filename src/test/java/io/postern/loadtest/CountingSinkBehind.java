package io.postern.loadtest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** Passes octets to a sink and back, except the answer to the dot: there it closes the client's connection instead. */
final class CountingSinkBehind {

    private CountingSinkBehind() {
    }

    static Future<NetServer> listen(Vertx vertx, int sinkPort) {
        var client = vertx.createNetClient();
        return vertx.createNetServer().connectHandler(socket -> {
            socket.pause();
            client.connect(sinkPort, "127.0.0.1").onSuccess(sink -> join(socket, sink));
        }).listen(0, "127.0.0.1");
    }

    private static void join(NetSocket client, NetSocket sink) {
        client.handler(sink::write);
        client.closeHandler(closed -> sink.close());
        sink.handler(octets -> {
            if (octets.toString().contains("taken")) {
                client.close();
            } else {
                client.write(octets);
            }
        });
        client.resume();
    }
}
