package io.postern.tls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import io.postern.config.Config;
import io.postern.smtp.Peer;

/**
 * The TLS of one listener and one generation: its certificates, ready for handshakes. A client that names a host (SNI,
 * RFC 6066 §3) gets the first certificate for it, exact names before wildcards; all others get the first of all.
 */
public final class ServerTls {

    /** Far more than any client says first, post-quantum key shares included. */
    private static final int CLIENT_HELLO_OCTETS = 64 << 10;

    private final List<Credential> credentials;
    private final List<SslContext> contexts;
    private final Mapping<String, SslContext> byName;
    private final ClientTrust trust;

    private ServerTls(List<Credential> credentials, List<SslContext> contexts, ClientTrust trust) {
        this.credentials = credentials;
        this.contexts = contexts;
        this.byName = byName(credentials, contexts);
        this.trust = trust;
    }

    /** Reads all files; blocks. */
    public static ServerTls load(Config.Tls config, TicketKeys tickets) throws Unusable {
        return load(config, tickets, Engine.PROVIDER);
    }

    static ServerTls load(Config.Tls config, TicketKeys tickets, SslProvider provider) throws Unusable {
        var credentials = new ArrayList<Credential>();
        var contexts = new ArrayList<SslContext>();
        for (int i = 0; i < config.certificates().size(); i++) {
            var section = i == 0 ? "" : "more[" + (i - 1) + "].";
            try {
                var credential = Credential.load(config.certificates().get(i));
                credentials.add(credential);
                contexts.add(Engine.server(provider, credential, config.requestClientCertificate()));
            } catch (Unusable unusable) {
                throw unusable.below(section);
            } catch (SSLException | RuntimeException refused) {
                throw new Unusable(section + "certificate", config.certificates().get(i).certificate()
                        + " cannot be used (" + refused.getMessage() + ")", "use an RSA or EC certificate with its key");
            }
        }
        var tls = new ServerTls(List.copyOf(credentials), List.copyOf(contexts), ClientTrust.of(config.clientCa()));
        tls.take(tickets);
        return tls;
    }

    private static Mapping<String, SslContext> byName(List<Credential> credentials, List<SslContext> contexts) {
        var mapping = new DomainWildcardMappingBuilder<>(contexts.getFirst());
        var seen = new HashSet<String>();
        for (int i = 0; i < contexts.size(); i++) {
            for (var name : credentials.get(i).names()) {
                if (seen.add(name) && (name.startsWith("*.") || name.indexOf('*') < 0)) {
                    mapping.add(name, contexts.get(i));
                }
            }
        }
        return mapping.build();
    }

    /** New sessions are sealed with the newest keys, those of the last turn are still good. */
    public void take(TicketKeys tickets) {
        contexts.forEach(tickets::giveTo);
    }

    /** For one connection's pipeline; it has no time limit of its own. */
    public ChannelHandler handler(ByteBufAllocator allocator) {
        return contexts.size() == 1
                ? untimed(contexts.getFirst().newHandler(allocator))
                : new SniHandler(byName, CLIENT_HELLO_OCTETS, 0) {
                    @Override
                    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator buffers) {
                        return untimed(context.newHandler(buffers));
                    }
                };
    }

    private static SslHandler untimed(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /** What the client has shown, once the handshake is over. */
    public Optional<Peer.ClientCertificate> shown(SSLSession session) {
        return trust.shown(session);
    }

    public List<Credential> credentials() {
        return credentials;
    }
}
