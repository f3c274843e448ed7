package io.postern.relay;

import java.net.InetAddress;
import java.util.Optional;

import io.postern.config.Config.AnnounceClient;
import io.postern.smtp.Peer;

/**
 * What a next hop is told of the client, and how.
 *
 * @param port 0 if it is not known any more
 * @param name by reverse DNS, confirmed
 */
record AnnouncedClient(
        AnnounceClient how, InetAddress address, int port, Optional<String> name, String helo, boolean extended) {

    static AnnouncedClient of(AnnounceClient how, Peer client) {
        // PROXY tells nothing of what the client said, so that must not keep its messages apart
        return how == AnnounceClient.PROXY_V2
                ? new AnnouncedClient(how, client.address(), client.port(), Optional.empty(), "", true)
                : new AnnouncedClient(how, client.address(), client.port(), client.name(), client.helo(), client.extended());
    }

    boolean is(AnnounceClient other) {
        return how == other;
    }
}
