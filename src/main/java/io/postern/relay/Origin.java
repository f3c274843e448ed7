package io.postern.relay;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * From where and for whom a connection speaks; part of what it is kept under, so that it serves only messages of the same
 * origin. An announced client is one session of it, for its port and its HELO name are told, too.
 *
 * @param sources local addresses, one of each family at most; empty: the node's
 */
record Origin(List<InetAddress> sources, Optional<AnnouncedClient> announced) {

    static final Origin PLAIN = new Origin(List.of(), Optional.empty());
}
