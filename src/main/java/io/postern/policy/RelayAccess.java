package io.postern.policy;

import java.net.InetAddress;
import java.util.List;

import io.postern.config.Network;

/** Which clients may send to any domain: by address only, never by anything the client says. */
public final class RelayAccess {

    private final NetworkSet relayFrom;

    public RelayAccess(List<Network> relayFrom) {
        this.relayFrom = NetworkSet.of(relayFrom);
    }

    public boolean permits(InetAddress client) {
        return relayFrom.contains(client);
    }
}
