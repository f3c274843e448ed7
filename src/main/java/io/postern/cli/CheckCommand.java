package io.postern.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.postern.config.Config;
import io.postern.config.ConfigLoader;
import io.postern.config.Environment;
import io.postern.config.Loaded;
import io.postern.config.Problem;
import io.postern.config.Scan;
import io.postern.config.ScanProfile;
import io.postern.scan.Plugins;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Validates a configuration file. */
@Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Validates a configuration file and prints every problem with its line, key and remedy.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file;

    @Option(names = "--assume-secrets",
            description = "Take every $${NAME} and $${file:/path}, certificate and plugin for present; for checking where they are not.")
    private boolean assumeSecrets;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        return switch (ConfigLoader.load(file, assumeSecrets ? Environment.assumed() : Environment.ofProcess())) {
            case Loaded.Ok(var config, var warnings) -> {
                RunCommand.print(warnings, "warning: ", out);
                var certificates = assumeSecrets ? CertificateCheck.NOTHING : CertificateCheck.of(config, file);
                RunCommand.print(certificates.warnings(), "warning: ", out);
                var problems = new ArrayList<>(certificates.problems());
                if (!assumeSecrets) {
                    plugins(config).ifPresent(problems::add);
                }
                if (!problems.isEmpty()) {
                    yield invalid(problems, out);
                }
                out.println(file + ": no problems; " + config.listeners().size() + " listener(s), "
                        + config.routes().size() + " route(s), " + config.scan().size() + " scanner(s)");
                scanning(config).forEach(out::println);
                out.flush();
                yield 0;
            }
            case Loaded.Invalid(var problems) -> invalid(problems, out);
        };
    }

    private Optional<Problem> plugins(Config config) {
        if (config.scan().stream().noneMatch(scan -> scan.kind() instanceof Scan.Kind.Plugin)) {
            return Optional.empty();
        }
        var vertx = Vertx.vertx();
        try {
            Plugins.check(vertx, config);
            return Optional.empty();
        } catch (IllegalStateException wrong) {
            return Optional.of(new Problem(file.toString(), 0, "scan", wrong.getMessage(), ""));
        } finally {
            vertx.close().await();
        }
    }

    /** In what order a message is scanned, and the routes whose mail fares otherwise. */
    private static List<String> scanning(Config config) {
        var lines = new ArrayList<String>();
        var order = new StringBuilder();
        boolean open = false;
        for (var scan : config.scan()) {
            order.append(order.isEmpty() ? "scanned by " : open && scan.scope().parallel() ? " + " : ", then ").append(scan.name());
            open = scan.scope().parallel();
        }
        if (!order.isEmpty()) {
            lines.add(order.toString());
        }
        for (var route : config.routes()) {
            var profile = route.profile();
            if (!profile.equals(ScanProfile.DEFAULT)) {
                lines.add("route " + route.name() + ": scanned by "
                        + profile.scanners().map(names -> names.isEmpty() ? "nobody" : String.join(", ", new TreeSet<>(names)))
                                .orElse("all")
                        + profile.onMatch().map(action -> ", on-match " + action.name().toLowerCase(Locale.ROOT)).orElse("")
                        + profile.redirectTo().map(mailbox -> ", redirect-to " + mailbox).orElse(""));
            }
        }
        return lines;
    }

    private int invalid(List<Problem> problems, PrintWriter out) {
        RunCommand.print(problems, "", out);
        out.println(file + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        out.flush();
        return 1;
    }
}
