package io.postern.cli;

import java.net.URI;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that talks to a running node. */
final class NodeOptions {

    @Option(names = "--node", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080",
            description = "The admin address of a running node (default: ${DEFAULT-VALUE}).")
    private URI node;

    @Option(names = "--token", paramLabel = "TOKEN",
            description =
                    "The node's admin token. Better in the environment as POSTERN_TOKEN, where no process list shows it.")
    private String token;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    NodeClient client() {
        var scheme = Optional.ofNullable(node.getScheme()).orElse("");
        if (!scheme.equals("http") && !scheme.equals("https") || node.getHost() == null) {
            throw new ParameterException(spec.commandLine(), "--node " + node + " is not a URL such as http://127.0.0.1:8080");
        }
        return new NodeClient(node,
                Optional.ofNullable(token).or(() -> Optional.ofNullable(System.getenv("POSTERN_TOKEN"))));
    }
}
