package io.postern.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.vertx.core.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints where mail for a recipient would go, and why. */
@Command(name = "explain", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
    "Prints the whole plan for a recipient: route, MX records, order, who is cut and why, health of the next hops, TLS.",
    "Asks a running node, which asks its siblings what they believe, or with --config resolves alone."})
final class ExplainCommand implements Callable<Integer> {

    private final LocalExplainer explainer;

    @Parameters(paramLabel = "RCPT", description = "A mail address.")
    private String recipient;

    @Mixin
    private NodeOptions node;

    @Option(names = "--config", paramLabel = "FILE", description = "Resolve alone with this configuration.")
    private Path file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    ExplainCommand(LocalExplainer explainer) {
        this.explainer = explainer;
    }

    @Override
    public Integer call() {
        Object plan = file == null ? asked() : resolved();
        var out = spec.commandLine().getOut();
        out.print(json ? Json.encodePrettily(plan) + "\n" : JsonText.of(plan));
        out.flush();
        return 0;
    }

    private Object resolved() {
        var config = RunCommand.valid(file, spec.commandLine().getErr());
        try {
            return explainer.explain(config, recipient);
        } catch (IllegalArgumentException noRecipient) {
            throw new CommandFailed(noRecipient.getMessage());
        }
    }

    private Object asked() {
        try (var client = node.client()) {
            return client.get("/api/v1/explain?rcpt=" + NodeClient.encoded(recipient));
        }
    }
}
