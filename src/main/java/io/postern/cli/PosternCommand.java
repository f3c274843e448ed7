package io.postern.cli;

import java.io.PrintWriter;
import java.util.List;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. Exit codes: 0 done, 1 failed or invalid, 2 wrong usage. */
@Command(name = "postern", description = "A mail gateway node: takes mail, checks it, hands it on, keeps none.",
        mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class, GenerateCompletion.class})
public final class PosternCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private PosternCommand() {
    }

    /** Runs one command line on the terminal and gives its exit code; {@code others} are commands made elsewhere. */
    public static int execute(String[] args, NodeStarter starter, LocalExplainer explainer, List<?> others) {
        return commandLine(starter, explainer, others).execute(args);
    }

    static CommandLine commandLine(NodeStarter starter, LocalExplainer explainer, List<?> others) {
        var line = new CommandLine(new PosternCommand())
                .addSubcommand(new RunCommand(starter))
                .addSubcommand(new CheckCommand())
                .addSubcommand(new ReferenceCommand())
                .addSubcommand(new ExplainCommand(explainer))
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new CommandLine(new QuarantineCommand())
                        .addSubcommand(new QuarantineCommand.Listing())
                        .addSubcommand(new QuarantineCommand.Show())
                        .addSubcommand(new QuarantineCommand.Release())
                        .addSubcommand(new QuarantineCommand.Delete())
                        .addSubcommand(new QuarantineCommand.Audit()));
        others.forEach(line::addSubcommand);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    private static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof CommandFailed) {
            err.println("postern: " + failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        err.flush();
        return 1;
    }
}
