package io.postern;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** Where siblings reach the admin listener: the address it is bound to, or one of this machine where it is bound to all. */
final class AdminUrl {

    private final InetSocketAddress bind;
    private final String host;

    /** Reads the machine's interfaces if need be: not on an event loop. */
    AdminUrl(InetSocketAddress bind) {
        this.bind = bind;
        var address = bind.getAddress();
        this.host = address == null ? bind.getHostString() : text(address.isAnyLocalAddress() ? own(address) : address);
    }

    /** {@code port} is the one really bound, 0 if that is not known yet. */
    String at(int port) {
        return "http://" + host + ":" + (port == 0 ? bind.getPort() : port);
    }

    private static InetAddress own(InetAddress otherwise) {
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElse(otherwise);
        } catch (SocketException unreadable) {
            return otherwise;
        }
    }

    private static String text(InetAddress address) {
        var text = address.getHostAddress();
        int scope = text.indexOf('%');
        var bare = scope < 0 ? text : text.substring(0, scope);
        return address instanceof Inet6Address ? '[' + bare + ']' : bare;
    }
}
