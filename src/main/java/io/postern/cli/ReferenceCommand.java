package io.postern.cli;

import java.util.concurrent.Callable;

import io.postern.config.Reference;
import io.postern.observe.MetricsPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the reference configuration, or that of the metrics. */
@Command(name = "reference", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Prints the annotated reference configuration: every key with its default or an example.")
final class ReferenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--metrics", description = "Prints the table of all metrics instead, as Markdown.")
    private boolean metrics;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(metrics ? MetricsPage.text() : Reference.text());
        out.flush();
        return 0;
    }
}
