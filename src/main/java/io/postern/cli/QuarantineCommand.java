package io.postern.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Works on the quarantine of a running node. */
@Command(name = "quarantine", mixinStandardHelpOptions = true, versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, shows, releases or deletes quarantined messages of a running node, and says who did.")
final class QuarantineCommand implements Runnable {

    private static final String API = "/api/v1/quarantine";
    private static final int PAGE = 200;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** What all have in common: a node, perhaps a message, and something to print. */
    private abstract static class OnNode implements Callable<Integer> {

        @Mixin
        private NodeOptions node;

        @Spec
        private CommandSpec spec;

        abstract void work(NodeClient client, PrintWriter out);

        Progress progress(String what) {
            return Progress.on(spec.commandLine().getErr(), what);
        }

        @Override
        public final Integer call() {
            var out = spec.commandLine().getOut();
            try (var client = node.client()) {
                work(client, out);
            }
            out.flush();
            return 0;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Lists the quarantined messages of all nodes, newest first.")
    static final class Listing extends OnNode {

        @Option(names = "--json", description = "Print each as JSON, on a line of its own.")
        private boolean json;

        @Mixin
        private MessageChoice choice;

        @Override
        void work(NodeClient client, PrintWriter out) {
            long printed = 0;
            var silent = new TreeSet<String>();
            for (var page = page(client, ""); page.isPresent(); page = next(client, page.get())) {
                var messages = page.get().getJsonArray("messages", new JsonArray());
                messages.forEach(each -> out.println(json ? Json.encode(each) : line((JsonObject) each)));
                out.flush();
                printed += messages.size();
                page.get().getJsonArray("unanswered", new JsonArray()).forEach(each -> silent.add(((JsonObject) each).getString("node")));
            }
            if (!json) {
                out.println(printed == 1 ? "1 message" : printed + " messages");
            }
            if (!silent.isEmpty()) {
                out.flush();
                throw new CommandFailed(String.join(", ", silent) + " did not answer: what they have is not listed");
            }
        }

        private Optional<JsonObject> page(NodeClient client, String after) {
            return Optional.of(client.get(API + "?nodes=all&limit=" + PAGE + choice.query() + after)).filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast);
        }

        private Optional<JsonObject> next(NodeClient client, JsonObject page) {
            return Optional.ofNullable(page.getString("next"))
                    .flatMap(after -> page(client, "&after=" + NodeClient.encoded(after)));
        }

        private static String line(JsonObject message) {
            var columns = List.of("id", "node", "time", "octets", "scanner", "reason", "from", "recipients");
            return String.join("  ", columns.stream().map(message::getValue).map(JsonText::inline).toList());
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Shows one message's description as JSON, or the message itself.")
    static final class Show extends OnNode {

        @Parameters(paramLabel = "ID", description = "The message's id.")
        private String id;

        @Option(names = "--message", description = "Print the message's content, octet by octet.")
        private boolean content;

        @Override
        void work(NodeClient client, PrintWriter out) {
            var path = API + "/" + NodeClient.encoded(id);
            if (content) {
                out.flush();
                // Past the writer, whose character set would change 8-bit octets.
                System.out.writeBytes(client.get(path + "/message", "message/rfc822"));
                System.out.flush();
            } else {
                out.println(Json.encodePrettily(client.get(path)));
            }
        }
    }

    @Command(name = "release", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Sends messages on to their recipients and prints what the next hop answered. Who has it already does"
                    + " not get it again.")
    static final class Release extends OnNode {

        @Mixin
        private Bulk messages;

        @Mixin
        private ReleaseChoice how;

        @Override
        void work(NodeClient client, PrintWriter out) {
            try (var _ = progress("waiting for the next hop")) {
                if (messages.isOne()) {
                    out.print(JsonText.of(client.post(API + "/" + messages.one() + "/release" + how.query())));
                } else {
                    messages.run(client, "release", how.more(), out);
                }
            }
        }
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Deletes messages for good.")
    static final class Delete extends OnNode {

        @Mixin
        private Bulk messages;

        @Override
        void work(NodeClient client, PrintWriter out) {
            if (messages.isOne()) {
                client.delete(API + "/" + messages.one());
                out.println("deleted " + messages.one());
            } else {
                messages.run(client, "delete", "", out);
            }
        }
    }

    @Command(name = "audit", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Prints who did what to the quarantine of all nodes, or to one message of it, newest first.")
    static final class Audit extends OnNode {

        @Parameters(paramLabel = "ID", arity = "0..1", description = "The message's id.")
        private String id;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
                description = "How many lines at most (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Override
        void work(NodeClient client, PrintWriter out) {
            var path = API + (id == null ? "/audit?nodes=all&limit=" : "/" + NodeClient.encoded(id) + "/audit?limit=") + limit;
            var answer = (JsonObject) client.get(path);
            var trails = answer.containsKey("nodes")
                    ? answer.getJsonArray("nodes").stream().map(each -> ((JsonObject) each).getJsonObject("answer", new JsonObject()))
                    : Stream.of(answer);
            trails.flatMap(trail -> trail.getJsonArray("entries", new JsonArray()).stream()).map(JsonObject.class::cast).distinct()
                    .sorted(Comparator.comparing((JsonObject entry) -> entry.getString("time", "")).reversed()).limit(limit)
                    .forEach(entry -> out.println(line(entry)));
        }

        private static String line(JsonObject entry) {
            var columns = List.of("time", "who", "client", "action", "id", "outcome", "detail");
            return String.join("  ", columns.stream().map(entry::getValue).map(JsonText::inline).toList());
        }
    }
}
