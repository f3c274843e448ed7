package io.postern.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern demo}. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = {
        "Runs a whole cluster on loopback, with no other software, and prints a ledger.",
        "A DNS zone with equal-preference MX, clustered nodes, next hops, a load with some infected mail, one node killed"
                + " half-way.",
        "Stays up afterwards until Ctrl-C."})
public final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--exit", description = "Stop after the ledger: status 0 if it balances, else 1.")
    private boolean exit;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "2000", description = "How many messages to send (${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "3",
            description = "How many nodes, 1 to 9 (${DEFAULT-VALUE}); one of several is killed.")
    private int nodes;

    @Option(names = "--sessions", paramLabel = "N", defaultValue = "40", description = "How many sessions at once (${DEFAULT-VALUE}).")
    private int sessions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (messages < 1 || messages > 1_000_000 || nodes < 1 || nodes > 9 || sessions < 1 || sessions > 1000) {
            throw new ParameterException(spec.commandLine(),
                    "--messages 1 to 1000000, --nodes 1 to 9, --sessions 1 to 1000");
        }
        var out = spec.commandLine().getOut();
        var demo = new Demo(new Demo.Wishes(messages, nodes, sessions), out);
        var clearing = new Thread(demo::close, "demo-clearing");
        Runtime.getRuntime().addShutdownHook(clearing);
        try (demo) {
            var balanced = demo.run();
            if (!exit) {
                stay(demo, out);
            }
            return balanced ? 0 : 1;
        } catch (DemoFailure failure) {
            spec.commandLine().getErr().println("demo: " + failure.getMessage());
            return 1;
        }
    }

    /** Until Ctrl-C, which ends the process; the shutdown hook clears up. */
    private static void stay(Demo demo, PrintWriter out) throws InterruptedException {
        demo.printConsoles();
        out.println("demo: press Ctrl-C to stop");
        out.flush();
        new CountDownLatch(1).await();
    }
}
