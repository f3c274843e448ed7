package io.postern.loadtest;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern loadtest}. */
@Command(name = "loadtest", sortOptions = false, mixinStandardHelpOptions = true, description = {
        "Sends mail like a crowd of real senders and says how long each message took and what became of it.",
        "With --sink the end is a ledger: sent, acknowledged, arrived, quarantined, lost, duplicates.",
        "Status 0 if nothing was lost, changed or doubled without cause and no more given up than --max-given-up, else 1."})
public final class LoadtestCommand implements Callable<Integer> {

    private static final int METRICS_SECONDS = 20;
    private static final int INTERRUPTED_SECONDS = 30;
    private static final Duration LONGEST_WATCH_PERIOD = Duration.ofSeconds(5);
    private static final int FEWEST_READINGS = 100;

    private final CountDownLatch reported = new CountDownLatch(1);

    @Spec
    private CommandSpec spec;

    @Option(names = "--scenario", paramLabel = "FILE", preprocessor = ScenarioFile.class,
            description = "Reads options from a file, a line `option: value` each; what stands behind it here wins.")
    private Path scenario;

    @Option(names = "--title", paramLabel = "TEXT", defaultValue = "Postern load test", description = "Heads the reports.")
    private String title;

    @Mixin
    private SenderOptions sender;

    @Mixin
    private PaceOptions pace;

    @Mixin
    private MessageOptions messages;

    @Mixin
    private AccountOptions account;

    @Option(names = "--report", paramLabel = "FOLDER", description = "Keeps report.txt, report.json and report.html there.")
    private Path folder;

    @Option(names = "--metrics", paramLabel = "HOST:PORT", description = "Serves the generator's own Prometheus metrics there.")
    private String metrics;

    private LoadtestCommand() {
    }

    /** The command for picocli. */
    public static Object command() {
        return commandLine();
    }

    /** An option that comes again, as behind a scenario file, replaces the one before. */
    static CommandLine commandLine() {
        return new CommandLine(new LoadtestCommand()).setOverwrittenOptionsAllowed(true).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var load = load();
        account.check(spec);
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            return report(run(vertx, http, load));
        } catch (TimeoutException late) {
            spec.commandLine().getErr().println("postern: the load did not end in time");
            return 1;
        } finally {
            reported.countDown();
            vertx.close();
        }
    }

    /** What the command line asks for, as a run of its own. */
    Load load() {
        var run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)
                + Integer.toString(new Random().nextInt(1000), Character.MAX_RADIX);
        var load = new Load(run, pace.pace(spec), pace.warmup(spec), messages.mix(spec), pace.sessions(),
                pace.messagesPerSession(), messages.from(spec), messages.to(spec), sender.retries(spec), sender.patience(spec),
                sender.guise(spec), messages.seed());
        if (load.warmup().compareTo(load.pace().duration()) >= 0) {
            throw new ParameterException(spec.commandLine(), "the warm-up is shorter than the load");
        }
        return load;
    }

    private Run run(Vertx vertx, HttpClient http, Load load) throws IOException, InterruptedException, TimeoutException {
        var out = spec.commandLine().getOut();
        var targets = sender.targets(spec);
        var generator = new Generator(vertx, targets, load);
        var marks = Collections.synchronizedList(new ArrayList<Run.Mark>());
        var watches = new Watches[1];
        var progress = new Progress(out, System.console() != null && System.console().isTerminal(), () -> watches[0].warm());
        if (metrics != null) {
            serveMetrics(vertx, progress);
        }
        out.printf("loadtest: run %s, to %s%s%n", load.run(), targets.stream().map(Target::name).toList(),
                load.pace() instanceof Pace.Open(var schedule)
                        ? ", %d messages in %s".formatted(schedule.messages(), Units.words(schedule.duration())) : "");
        out.flush();
        var crowd = IdleCrowd.gather(vertx, targets, load.guise(), sender.idleSessions());
        try (var watching = new Watches(account.watched(spec, http), watchPeriod(load), progress::acknowledged)) {
            watches[0] = watching;
            var report = generator.run(progress);
            schedule(vertx, load, marks);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(generator), "loadtest-stop"));
            var done = report.await(Generator.longest(load).toSeconds(), TimeUnit.SECONDS);
            progress.end();
            if (sender.idleSessions() > 0) {
                out.printf("loadtest: %d of %d idle sessions present at the end, %d were closed in between%n", crowd.present(),
                        sender.idleSessions(), crowd.dropped());
            }
            crowd.leave();
            var ledger = account.ledger(http, done, load.run(), messages.fate());
            return new Run(title, commandLineText(), done, ledger, watching.end(), List.copyOf(marks));
        }
    }

    private String commandLineText() {
        var whole = spec.commandLine().getParent() == null ? spec.commandLine() : spec.commandLine().getParent();
        return String.join(" ", whole.getParseResult().originalArgs());
    }

    /** Ctrl-C ends the sending, not the account of it. */
    private void stop(Generator generator) {
        if (reported.getCount() == 0) {
            return;
        }
        generator.stop();
        try {
            reported.await(INTERRUPTED_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void serveMetrics(Vertx vertx, Progress progress) throws TimeoutException {
        var address = Options.address(spec, metrics);
        vertx.createHttpServer().requestHandler(request -> {
            if (request.path().equals("/metrics")) {
                request.response().putHeader("Content-Type", PrometheusText.CONTENT_TYPE).end(progress.metrics());
            } else {
                request.response().setStatusCode(404).end();
            }
        }).listen(address.getPort(), address.getHostString()).await(METRICS_SECONDS, TimeUnit.SECONDS);
    }

    /** A hundred readings, but none more often than each second. */
    private static Duration watchPeriod(Load load) {
        var period = load.pace().duration().dividedBy(FEWEST_READINGS);
        return period.compareTo(LONGEST_WATCH_PERIOD) > 0 ? LONGEST_WATCH_PERIOD
                : period.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : period;
    }

    private void schedule(Vertx vertx, Load load, List<Run.Mark> marks) {
        for (var event : account.events(spec)) {
            var at = event.at(load.pace().duration(), pace.scaleTime());
            vertx.setTimer(Math.max(1, at.toMillis()), _ -> vertx.executeBlocking(() -> {
                marks.add(new Run.Mark(at, event.command()));
                var status = event.start().waitFor();
                if (status != 0) {
                    marks.add(new Run.Mark(at, event.command() + " ended with status " + status));
                }
                return status;
            }, false).onFailure(failure -> marks.add(new Run.Mark(at, event.command() + ": " + failure.getMessage()))));
        }
    }

    private int report(Run run) throws IOException {
        var out = spec.commandLine().getOut();
        var text = TextReport.of(run);
        out.print(text);
        if (folder != null) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.txt"), text);
            Files.writeString(folder.resolve("report.json"), JsonReport.of(run).encodePrettily() + "\n");
            Files.writeString(folder.resolve("report.html"), HtmlReport.of(run));
            out.println("loadtest: reports in " + folder);
        }
        out.flush();
        int givenUp = run.ledger().map(ledger -> ledger.unacknowledged().size())
                .orElse(run.load().sent().size() - run.load().acknowledged().size());
        return run.ledger().map(Ledger::isSound).orElse(true) && givenUp <= account.mostGivenUp() ? 0 : 1;
    }
}
