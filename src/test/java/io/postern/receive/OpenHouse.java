package io.postern.receive;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

import io.postern.config.Config;
import io.postern.message.BodyBudget;
import io.postern.smtp.Peer;
import io.postern.tls.ServerTls;

/** A reception that sends nobody away and fails the test at a bug. */
abstract class OpenHouse implements Reception {

    /** Of a node without certificates. */
    static SessionSettings settings(Config config, BodyBudget bodies) {
        return SessionSettings.of(
                config, bodies, Set.of(), config.listeners().stream().map(_ -> Optional.<ServerTls>empty()).toList());
    }

    @Override
    public boolean isDraining() {
        return false;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean isStressed() {
        return false;
    }

    @Override
    public void dismissed(InetAddress client, Dismissal why) {
    }

    @Override
    public void handshake(Peer peer, Handshake handshake) {
    }

    @Override
    public void bug(Throwable cause) {
        throw new AssertionError(cause);
    }
}
