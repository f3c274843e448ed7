package io.postern.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Loaded;
import io.postern.config.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a node, unless its configuration has a problem. */
@Command(name = "run", mixinStandardHelpOptions = true, versionProvider = Version.class, description = {
    "Starts a node and runs until it is told to stop.",
    "Without a file: SMTP on 127.0.0.1:2525, HTTP on 127.0.0.1:8080, relays by MX for this machine only."})
final class RunCommand implements Callable<Integer> {

    private final NodeStarter starter;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
    private Path file;

    @Spec
    private CommandSpec spec;

    RunCommand(NodeStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() {
        return file == null ? starter.run(ConfigLoader.defaults(), Optional.empty()) : start(spec.commandLine().getErr());
    }

    private int start(PrintWriter err) {
        return switch (ConfigLoader.load(file)) {
            case Loaded.Ok(var config, var warnings) -> {
                print(warnings, "warning: ", err);
                yield starter.run(config, Optional.of(file));
            }
            case Loaded.Invalid(var problems) -> {
                print(problems, "", err);
                yield 1;
            }
        };
    }

    static void print(List<Problem> problems, String prefix, PrintWriter to) {
        problems.forEach(problem -> to.println(prefix + problem));
        to.flush();
    }

    /** The configuration of a command that needs one; what is wrong with it goes to {@code err}. */
    static Config valid(Path file, PrintWriter err) {
        return switch (ConfigLoader.load(file)) {
            case Loaded.Ok(var config, var _) -> config;
            case Loaded.Invalid(var problems) -> {
                print(problems, "", err);
                throw new CommandFailed(file + " is not a valid configuration");
            }
        };
    }
}
