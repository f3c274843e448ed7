package io.postern.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The messages that a command is for: one, several, or those that are chosen. */
final class Bulk {

    private static final String API = "/api/v1/quarantine/actions?action=";

    @Parameters(paramLabel = "ID", arity = "0..100", description = "The messages' ids.")
    private List<String> ids = List.of();

    @Mixin
    private MessageChoice choice;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
            description = "Of those that are chosen by other options, so many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--dry-run", description = "Only print which.")
    private boolean dryRun;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether it is one message alone. */
    boolean isOne() {
        return ids.size() == 1 && choice.isEmpty() && !dryRun;
    }

    String one() {
        return NodeClient.encoded(ids.getFirst());
    }

    /** Prints a line for each; fails if one could not be done. */
    void run(NodeClient client, String action, String more, PrintWriter out) {
        if (ids.isEmpty() == choice.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name either ids or, with options, which messages are meant");
        }
        var chosen = ids.isEmpty() ? "&limit=" + limit + choice.query()
                : "&ids=" + ids.stream().map(NodeClient::encoded).collect(Collectors.joining(","));
        var answer = (JsonObject) client.post(API + action + (dryRun ? "&dry-run=true" : "") + more + chosen);
        var results = answer.getJsonArray("results", new JsonArray()).stream().map(JsonObject.class::cast).toList();
        results.forEach(result -> out.println(line(result)));
        if (answer.getBoolean("more", false)) {
            out.println("there are more");
        }
        out.flush();
        var silent = answer.getJsonArray("unanswered", new JsonArray());
        if (!silent.isEmpty()) {
            throw new CommandFailed(silent.getJsonObject(0).getString("node") + " did not answer");
        }
        if (!dryRun && results.stream().anyMatch(result -> !result.getBoolean("done", false))) {
            throw new CommandFailed("not all are done");
        }
    }

    private String line(JsonObject result) {
        var columns = dryRun ? List.of("id", "node", "from", "recipients", "subject", "detail") : List.of("id", "node", "done", "detail");
        return String.join("  ", columns.stream().map(result::getValue).map(JsonText::inline).toList());
    }
}
