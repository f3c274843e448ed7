package io.postern.receive;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.postern.config.Network;
import io.postern.smtp.Peer;
import io.postern.wire.Connection;
import io.postern.wire.ProxyHeader;

/**
 * A connection to a listener behind load balancers, until it has told by its PROXY header for whom it speaks. Nothing is
 * said before: neither a greeting nor why the door stays shut.
 */
final class ProxyDoor extends OpenSessions.Guest {

    /** Load balancers send the header with the first packet. Octet by octet buys no time. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Connection connection;
    private final OpenSessions waiting;
    private final Reception reception;
    private final BiConsumer<Arrival, Connection> admitted;
    private final ProxyHeader header = new ProxyHeader();
    private final long startNanos = System.nanoTime();

    ProxyDoor(Connection connection, OpenSessions waiting, Reception reception, BiConsumer<Arrival, Connection> admitted) {
        this.connection = connection;
        this.waiting = waiting;
        this.reception = reception;
        this.admitted = admitted;
    }

    /** Whoever is not a load balancer is not listened to: the header is a claim that is believed. */
    void open(Iterable<Network> loadBalancers) {
        for (var network : loadBalancers) {
            if (network.contains(connection.remoteAddress())) {
                waiting.add(this);
                connection.closed(this::gone).failed(_ -> abort()).octets(this::arrived);
                return;
            }
        }
        refuse(Dismissal.PROXY_SOURCE);
    }

    private void arrived(ByteBuf octets) {
        try {
            switch (header.next(octets)) {
                case ProxyHeader.Read.Incomplete _ -> { }
                case ProxyHeader.Read.Malformed _ -> refuse(Dismissal.PROXY_HEADER);
                case ProxyHeader.Read.Unnamed _ -> admit(Arrival.Named.NO, octets);
                case ProxyHeader.Read.Client client -> {
                    connection.speaksFor(client.address(), client.port());
                    admit(Arrival.Named.YES, octets);
                }
            }
        } finally {
            octets.release();
        }
    }

    private void admit(Arrival.Named named, ByteBuf behind) {
        waiting.remove(this);
        var peer = Peer.connecting(connection.remoteAddress(), connection.remotePort());
        admitted.accept(new Arrival(peer, named, behind), connection);
    }

    private void refuse(Dismissal why) {
        reception.dismissed(connection.remoteAddress(), why);
        abort();
    }

    @Override
    void checkDeadline(long nowNanos, boolean stressed) {
        if (nowNanos - startNanos > PATIENCE_NANOS) {
            refuse(Dismissal.PROXY_HEADER);
        }
    }

    @Override
    void abort() {
        gone();
        connection.octets(ByteBuf::release).close();
    }

    private void gone() {
        waiting.remove(this);
    }
}
