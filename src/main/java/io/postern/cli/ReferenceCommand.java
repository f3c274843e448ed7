package io.postern.cli;

import java.util.concurrent.Callable;

import io.postern.config.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the reference configuration. */
@Command(name = "reference", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Prints the annotated reference configuration: every key with its default or an example.")
final class ReferenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(Reference.text());
        out.flush();
        return 0;
    }
}
