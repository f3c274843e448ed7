package io.postern.tls;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;

/**
 * TLS towards next hops, for all loops of a node. One context for each policy, kept for as long as it is in use: it remembers
 * the sessions of its hosts, so that the next connection resumes one (RFC 8446 §2.2, RFC 5077). A session is thus only ever
 * resumed under the demands that it was made under. Thread-safe.
 */
public final class ClientTls {

    private static final int CONTEXTS = 500;

    private final SslProvider provider;
    private final BrokenTls broken;
    private final Cache<TlsPolicy, SslContext> contexts =
            Caffeine.newBuilder().maximumSize(CONTEXTS).expireAfterAccess(Duration.ofHours(1)).build();

    public ClientTls(BrokenTls broken) {
        this(broken, Engine.PROVIDER);
    }

    ClientTls(BrokenTls broken, SslProvider provider) {
        this.broken = broken;
        this.provider = provider;
    }

    /**
     * For one connection's pipeline; it has no time limit of its own. {@code host}: a name, which is asked for (SNI, RFC 6066
     * §3), or an address, which is not. With {@code port} it is what sessions are remembered by.
     */
    public ChannelHandler handler(TlsPolicy policy, String host, int port, ByteBufAllocator allocator) {
        var handler = contexts.get(policy, this::context).newHandler(allocator, HostNames.bare(host), port);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private SslContext context(TlsPolicy policy) {
        try {
            return Engine.client(provider, policy);
        } catch (SSLException refused) {
            throw new IllegalStateException("no TLS for " + policy, refused);
        }
    }

    public BrokenTls broken() {
        return broken;
    }

    /** Whether a handshake that is just over only resumed a session; to be asked once. */
    public static boolean wasResumed(SSLSession session) {
        return !PeerVerifier.hasSeen(session);
    }

    /** Why a handshake failed: the innermost words, which are the most exact ones. */
    public static String cause(Throwable failure) {
        var innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        if (innermost instanceof ClosedChannelException) {
            return "closed during the handshake";
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }
}
