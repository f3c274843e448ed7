package io.postern.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

import io.postern.tls.BrokenTls;
import io.postern.tls.LocalBrokenTls;

/**
 * A handshake that failed on one node is not tried by the others for as long as that node would not. As with breakers,
 * loopback and link-local hops are each node's own.
 */
final class SharedBrokenTls implements BrokenTls, Gossip.Subject {

    static final String TOPIC = "postern-tls-1";

    private final LocalBrokenTls local;
    private volatile Consumer<Gossip.Words> tell = _ -> { };
    private volatile boolean oneMachine;

    SharedBrokenTls(LocalBrokenTls local) {
        this.local = local;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String operation() {
        return "tls-view";
    }

    @Override
    public void begin(Consumer<Gossip.Words> toAll) {
        tell = toAll;
    }

    @Override
    public void oneMachine(boolean one) {
        oneMachine = one;
    }

    @Override
    public void beat() {
        // each is told when it happens
    }

    @Override
    public void hear(String node, DataInputStream said) throws IOException {
        var hop = HopOctets.address(said);
        if (oneMachine || HopOctets.isTheSameForAll(hop)) {
            local.broke(hop);
        }
    }

    @Override
    public boolean isBroken(InetSocketAddress hop) {
        return local.isBroken(hop);
    }

    @Override
    public void broke(InetSocketAddress hop) {
        local.broke(hop);
        if (oneMachine || HopOctets.isTheSameForAll(hop)) {
            tell.accept(out -> HopOctets.address(hop, out));
        }
    }
}
