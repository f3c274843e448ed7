package io.postern.loadtest;

import java.util.Optional;

import io.netty.handler.ssl.SslContext;

/**
 * How a session presents itself: whether it demands STARTTLS first, and whether it claims, by the PROXY protocol, to speak
 * for clients of its own invention.
 */
public record Guise(Optional<SslContext> startTls, Optional<ProxyClients> proxy) {

    public static final Guise PLAIN = new Guise(Optional.empty(), Optional.empty());
}
