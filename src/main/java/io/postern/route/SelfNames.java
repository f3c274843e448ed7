package io.postern.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.postern.config.Config;
import io.postern.observe.ClusterView;

/**
 * What is us, so that mail does not go in circles (RFC 5321 §5.1): names and addresses from the configuration, of this
 * machine and of the members of the cluster. Loopback is us only on the ports we listen on. Any thread, never waits.
 */
public final class SelfNames {

    private final Set<String> names = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();
    private final Set<InetAddress> local = new HashSet<>();
    private final ClusterView cluster;
    private final Supplier<? extends Collection<InetSocketAddress>> listeners;

    /** Reads the machine's interfaces, so not for an event loop; {@code listeners} are the bound addresses and ports. */
    public SelfNames(Config config, ClusterView cluster, Supplier<? extends Collection<InetSocketAddress>> listeners) {
        this.cluster = cluster;
        this.listeners = listeners;
        names.add(config.hostname().toLowerCase(Locale.ROOT));
        config.identity().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        config.identity().addresses().forEach(text -> HostLiteral.address(text).ifPresent(addresses::add));
        for (var address : interfaceAddresses()) {
            local.add(address);
            if (!address.isLoopbackAddress()) {
                addresses.add(address);
            }
        }
    }

    /** For a name in lower case. */
    boolean isName(String host) {
        return names.contains(host) || cluster.memberNames().contains(host);
    }

    /** Whether mail to this address reaches a node of this cluster. */
    boolean isReachedBy(InetSocketAddress hop) {
        return isListener(hop) || addresses.contains(hop.getAddress()) || cluster.isMember(hop.getAddress());
    }

    /** Whether this very node listens there. */
    boolean isListener(InetSocketAddress hop) {
        for (var listener : listeners.get()) {
            if (listener.getPort() == hop.getPort() && (listener.getAddress().equals(hop.getAddress())
                    || listener.getAddress().isAnyLocalAddress() && isLocal(hop.getAddress()))) {
                return true;
            }
        }
        return false;
    }

    private boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress() || local.contains(address);
    }

    /** Without scope, so that they compare equal to what the DNS says. */
    private static Set<InetAddress> interfaceAddresses() {
        var found = new HashSet<InetAddress>();
        try {
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress()).forEach(found::add);
        } catch (SocketException unreadable) {
            return Set.of(); // identity.addresses is there for a machine that cannot see itself
        }
        return found;
    }
}
