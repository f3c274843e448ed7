package io.postern.tls;

import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * What does the cryptography: BoringSSL where its library loads, else the JDK. BoringSSL's full handshakes cost a half to an
 * eighth of the CPU time, and only it lets us have the keys of its session tickets.
 */
final class Engine {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption only, in our order (RFC 9325 §4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A few KiB each. */
    private static final int SESSIONS = 2_000;
    private static final int SESSION_SECONDS = 3_600;

    static final SslProvider PROVIDER;

    static {
        // the JDK's default, which Netty's own engine does not share: sessions of TLS 1.2 are resumed by tickets, too
        if (System.getProperty("jdk.tls.client.enableSessionTicketExtension") == null) {
            System.setProperty("jdk.tls.client.enableSessionTicketExtension", "true");
        }
        // CVE-2011-1473; BoringSSL never renegotiates, the JDK must be told, before its first handshake
        if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
        PROVIDER = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private Engine() {
    }

    /**
     * Where plain would do, whatever the engine has by itself is good enough, from TLS 1.2 on. What the other end must prove
     * is demanded during the handshake.
     */
    static SslContext client(SslProvider provider, TlsPolicy policy) throws SSLException {
        var builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                // the verifier looks at names itself, where they count
                .endpointIdentificationAlgorithm(null);
        if (policy.demand() == TlsPolicy.Demand.REQUIRE) {
            builder.ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
        }
        policy.shown().ifPresent(credential -> builder.keyManager(credential.key(), credential.chain()));
        return builder.trustManager(new PeerVerifier(policy.proof())).build();
    }

    /** {@code askClient}: whatever the client shows is taken, and judged after the handshake. */
    static SslContext server(SslProvider provider, Credential credential, boolean askClient) throws SSLException {
        return SslContextBuilder.forServer(credential.key(), credential.chain())
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(askClient ? ClientAuth.OPTIONAL : ClientAuth.NONE)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }
}
