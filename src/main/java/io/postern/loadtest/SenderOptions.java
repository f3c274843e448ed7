package io.postern.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the load goes, and as whom. */
final class SenderOptions {

    private static final int TLS_SESSIONS = 1000;

    @Option(names = "--target", paramLabel = "HOST:PORT", description =
            "Where to send; several are like MX hosts of equal preference: one at random, the next when it fails (127.0.0.1:2525).")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--starttls", description = "No mail without TLS; certificates are not looked at.")
    private boolean startTls;

    @Option(names = "--proxy", paramLabel = "v1|v2", description = "Begin with a PROXY header that names an invented client.")
    private String proxy;

    @Option(names = "--proxy-clients", paramLabel = "NETWORK", defaultValue = "198.18.0.0/15",
            description = "Where the invented clients live (${DEFAULT-VALUE}).")
    private String clients;

    @Option(names = "--idle-sessions", paramLabel = "N", defaultValue = "0",
            description = "So many further clients that say EHLO and nothing more.")
    private int idleSessions;

    @Option(names = "--patience", paramLabel = "DURATION", defaultValue = "60s",
            description = "The longest wait for a reply (${DEFAULT-VALUE}).")
    private String patience;

    @Option(names = "--back-off", paramLabel = "FIRST,LONGEST", defaultValue = "100ms,3200ms", description =
            "How long a deferred message waits, doubled each time, plus up to as much again (${DEFAULT-VALUE}).")
    private String backOff;

    @Option(names = "--give-up-after", paramLabel = "DURATION", defaultValue = "60s",
            description = "For how long a message is tried (${DEFAULT-VALUE}).")
    private String giveUpAfter;

    List<Target> targets(CommandSpec spec) {
        var texts = targets.isEmpty() ? List.of("127.0.0.1:2525") : targets;
        return texts.stream().map(text -> new Target(text, Options.address(spec, text))).toList();
    }

    Guise guise(CommandSpec spec) {
        return Options.parsed(spec, () -> new Guise(startTls ? Optional.of(tls()) : Optional.empty(),
                Optional.ofNullable(proxy).map(version -> ProxyClients.parse(switch (version) {
                    case "v1" -> ProxyClients.Version.V1;
                    case "v2" -> ProxyClients.Version.V2;
                    default -> throw new IllegalArgumentException("--proxy v1 or v2");
                }, clients))));
    }

    Load.Retries retries(CommandSpec spec) {
        return Options.parsed(spec, () -> {
            var parts = backOff.split(",", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("--back-off FIRST,LONGEST");
            }
            return new Load.Retries(Units.duration(parts[0]), Units.duration(parts[1]), Units.duration(giveUpAfter));
        });
    }

    Duration patience(CommandSpec spec) {
        return Options.parsed(spec, () -> Units.duration(patience));
    }

    int idleSessions() {
        return idleSessions;
    }

    /** Sessions are resumed, as real senders do. */
    private static SslContext tls() {
        try {
            return SslContextBuilder.forClient().sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null)
                    .sessionCacheSize(TLS_SESSIONS).build();
        } catch (SSLException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
