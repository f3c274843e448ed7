package io.postern.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

/** An authoritative name server for one zone on loopback, over UDP and TCP on the same port. */
final class DemoDns {

    static final String HOST = "127.0.0.1";

    private static final int PORT_TRIES = 20;

    private final DatagramSocket datagrams;
    private final NetServer streams;

    private DemoDns(DatagramSocket datagrams, NetServer streams) {
        this.datagrams = datagrams;
        this.streams = streams;
    }

    /** Starts on a free port; a port free for UDP may be taken for TCP, hence some tries. */
    static Future<DemoDns> start(Vertx vertx, DemoZone zone) {
        return start(vertx, zone, PORT_TRIES);
    }

    private static Future<DemoDns> start(Vertx vertx, DemoZone zone, int tries) {
        var datagrams = vertx.createDatagramSocket();
        datagrams.handler(packet -> {
            var answer = zone.answerDatagram(packet.data());
            if (answer.length() > 0) {
                datagrams.send(answer, packet.sender().port(), packet.sender().hostAddress());
            }
        });
        var streams = vertx.createNetServer().connectHandler(socket -> serve(socket, zone));
        return datagrams.listen(0, HOST)
                .compose(bound -> streams.listen(bound.localAddress().port(), HOST))
                .map(bound -> new DemoDns(datagrams, streams))
                .recover(taken -> datagrams.close().compose(closed ->
                        tries > 1 ? start(vertx, zone, tries - 1) : Future.failedFuture(taken)));
    }

    int port() {
        return streams.actualPort();
    }

    Future<Void> close() {
        return Future.join(datagrams.close(), streams.close()).mapEmpty();
    }

    /** RFC 1035 §4.2.2: each message behind its length in two octets. */
    private static void serve(NetSocket socket, DemoZone zone) {
        var parser = RecordParser.newFixed(2);
        var state = new Object() {
            boolean length = true;
        };
        parser.setOutput(octets -> {
            if (state.length && octets.getUnsignedShort(0) == 0) {
                socket.close();
            } else if (state.length) {
                state.length = false;
                parser.fixedSizeMode(octets.getUnsignedShort(0));
            } else {
                state.length = true;
                parser.fixedSizeMode(2);
                var answer = zone.answerStream(octets);
                socket.write(Buffer.buffer().appendUnsignedShort(answer.length()).appendBuffer(answer));
            }
        });
        socket.exceptionHandler(broken -> socket.close());
        socket.handler(parser);
    }
}
