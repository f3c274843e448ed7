package io.postern.tls;

import java.net.InetSocketAddress;
import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/** In this node's own memory. */
public final class LocalBrokenTls implements BrokenTls {

    /** Long enough that hardly a message waits for a handshake that fails, short enough that a repaired host is seen. */
    static final Duration MEMORY = Duration.ofMinutes(30);

    private static final int HOPS = 10_000;

    private final Cache<InetSocketAddress, Boolean> broken;

    public LocalBrokenTls(Ticker ticker) {
        this.broken = Caffeine.newBuilder().maximumSize(HOPS).expireAfterWrite(MEMORY).ticker(ticker).build();
    }

    @Override
    public boolean isBroken(InetSocketAddress hop) {
        return broken.getIfPresent(hop) != null;
    }

    @Override
    public void broke(InetSocketAddress hop) {
        broken.put(hop, true);
    }
}
