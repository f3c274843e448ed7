package io.postern.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.parsetools.RecordParser;

/**
 * The connection to one server, opened when it is needed and kept until it is idle or closed (RFC 7766 §6.2.1). Several
 * questions may be on the way, answered in any order and told apart by their ids (§7). After a failure, an answer too
 * late included, it is not used again. Lives on one context.
 */
final class TcpLine {

    private final NetClient client;
    private final SocketAddress server;
    private final Map<Integer, CompletableFuture<byte[]>> waiting = new HashMap<>();
    private Optional<Future<NetSocket>> connection = Optional.empty();

    TcpLine(NetClient client, InetSocketAddress server) {
        this.client = client;
        this.server = SocketAddress.inetSocketAddress(server);
    }

    /** Completes {@code answer}, unless somebody else does before. */
    void ask(int id, byte[] query, CompletableFuture<byte[]> answer) {
        if (answer.isDone()) {
            return;
        }
        if (waiting.putIfAbsent(id, answer) != null) {
            answer.completeExceptionally(new IOException("the id is in use"));
            return;
        }
        var used = connection.orElseGet(this::connect);
        var framed = Buffer.buffer(query.length + 2).appendUnsignedShort(query.length).appendBytes(query);
        used.onSuccess(socket -> socket.write(framed))
                .onFailure(failure -> lost(used, new IOException(failure.getMessage(), failure)));
    }

    /** The question is over, one way or another. */
    void settled(CompletableFuture<byte[]> answer, boolean failed) {
        if (waiting.values().remove(answer) && failed) {
            connection.ifPresent(dead -> {
                lost(dead, new EOFException());
                dead.onSuccess(NetSocket::close);
            });
        }
    }

    private Future<NetSocket> connect() {
        var connecting = client.connect(server);
        connection = Optional.of(connecting);
        connecting.onSuccess(socket -> {
            var parser = RecordParser.newFixed(2);
            parser.handler(new Frames(parser));
            socket.handler(parser).exceptionHandler(_ -> { }).closeHandler(_ -> lost(connecting, new EOFException()));
        });
        return connecting;
    }

    private void lost(Future<NetSocket> which, IOException why) {
        if (connection.isPresent() && connection.get() == which) {
            connection = Optional.empty();
            var left = List.copyOf(waiting.values());
            waiting.clear();
            left.forEach(answer -> answer.completeExceptionally(why));
        }
    }

    /** RFC 1035 §4.2.2: each message stands behind its length in two octets. */
    private final class Frames implements Handler<Buffer> {

        private final RecordParser parser;
        private boolean length = true;

        Frames(RecordParser parser) {
            this.parser = parser;
        }

        @Override
        public void handle(Buffer octets) {
            int next = length ? octets.getUnsignedShort(0) : 2;
            if (!length && octets.length() >= 2) {
                var answer = waiting.remove(octets.getUnsignedShort(0));
                if (answer != null) {
                    answer.complete(octets.getBytes());
                }
            }
            length = !length || next == 0;
            parser.fixedSizeMode(length ? 2 : next);
        }
    }
}
