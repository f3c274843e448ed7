package io.postern.loadtest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern sink}. */
@Command(name = "sink", sortOptions = false, mixinStandardHelpOptions = true, description = {
        "A next hop that takes any mail at any rate, keeps none, and knows which of `postern loadtest`'s messages arrived.",
        "Runs until it is stopped. Over HTTP: GET / (counts), GET /ledger?run=RUN, DELETE /ledger, GET and PUT /script"
                + " (one rule a line), GET /metrics."})
public final class SinkCommand implements Callable<Integer> {

    private static final int START_SECONDS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--bind", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:2526",
            description = "Where it takes mail (${DEFAULT-VALUE}); port 0 chooses one.")
    private String bind;

    @Option(names = "--http", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:8026",
            description = "Where it serves its ledger (${DEFAULT-VALUE}); port 0 chooses one.")
    private String http;

    @Option(names = "--rule", paramLabel = "RULE", description = {
            "How it answers, as STEP SHARE WHAT; may be given several times, the first rule that answers or drops is the last.",
            "STEP: connect, mail, rcpt, data or dot. SHARE: of the cases, like 2%%.",
            "WHAT: a reply; delay DURATION; drop (close without an answer); take-and-drop (at the dot).",
            "Example: --rule \"dot 2%% 451 4.3.0 later\" --rule \"dot 100%% delay lognormal:20ms,2s\""})
    private List<String> rules = new ArrayList<>();

    @Option(names = "--certificate", paramLabel = "FILE", description = "PEM certificate chain; with --key it offers STARTTLS.")
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM, PKCS #8.")
    private Path key;

    @Option(names = "--loops", paramLabel = "N", defaultValue = "1", description = "Event loops to use (${DEFAULT-VALUE}).")
    private int loops;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var mail = Options.address(spec, bind);
        var ledger = Options.address(spec, http);
        var script = new SinkScript(Options.parsed(spec, () -> rules.stream().map(SinkScript::rule).toList()));
        if (loops < 1 || loops > 64) {
            throw new ParameterException(spec.commandLine(), "--loops 1 to 64");
        }
        try {
            var sink = CountingSink.listen(vertx, mail.getHostString(), mail.getPort(), loops, tls(), script)
                    .await(START_SECONDS, TimeUnit.SECONDS);
            var server = SinkHttp.listen(vertx, sink, ledger.getHostString(), ledger.getPort()).await(START_SECONDS, TimeUnit.SECONDS);
            spec.commandLine().getOut().printf("sink: takes mail on %s:%d, ledger on http://%s:%d/%n", mail.getHostString(), sink.port(),
                    ledger.getHostString(), server.actualPort());
            spec.commandLine().getOut().flush();
        } catch (TimeoutException | RuntimeException failed) {
            spec.commandLine().getErr().println("postern: the sink cannot start: " + failed.getMessage());
            return 1;
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private Optional<SslContext> tls() throws IOException {
        if ((certificate == null) != (key == null)) {
            throw new ParameterException(spec.commandLine(), "--certificate and --key go together");
        }
        if (certificate == null) {
            return Optional.empty();
        }
        return Optional.of(SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK).build());
    }
}
