package io.postern.loadtest;

import java.net.InetSocketAddress;

/** One of the equal-preference hosts that the generator may choose; {@code address} is resolved. */
public record Target(String name, InetSocketAddress address) {
}
