package io.postern;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.postern.cli.PosternCommand;
import io.postern.config.Config;
import io.postern.demo.DemoCommand;
import io.postern.loadtest.LoadtestCommand;
import io.postern.loadtest.SinkCommand;

/** The main class: hands the command line to the commands, and a checked configuration to the node. */
public final class Postern {

    private Postern() {
    }

    public static void main(String[] args) {
        System.exit(PosternCommand.execute(args, Postern::run, Node::explain, List.of(new DemoCommand(),
                LoadtestCommand.command(), new SinkCommand())));
    }

    /** Runs a node until it is told to stop; 0 after a clean drain. */
    private static int run(Config config, Optional<Path> file) {
        Node node;
        var started = new CompletableFuture<Node>();
        Signals.on("TERM", () -> started.join().stop());
        Signals.on("INT", () -> started.join().stop());
        Signals.on("HUP", () -> started.join().reload(Generations.Trigger.SIGNAL));
        try {
            node = Node.start(config, file);
            started.complete(node);
        } catch (IllegalStateException cannotStart) {
            System.err.println("postern: " + cannotStart.getMessage());
            return 1;
        }
        node.awaitStopped();
        return 0;
    }
}
