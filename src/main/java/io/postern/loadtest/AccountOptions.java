package io.postern.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Who is asked what became of the messages, and what else is looked at. */
final class AccountOptions {

    private static final int SETTLING_MILLIS = 250;

    @Option(names = "--sink", paramLabel = "URL", description = "A `postern sink`'s HTTP address, asked for its ledger at the end.")
    private List<URI> sinks = new ArrayList<>();

    @Option(names = "--quarantine", paramLabel = "URL|FOLDER",
            description = "A node's admin address, or its quarantine folder, looked through at the end.")
    private List<String> quarantines = new ArrayList<>();

    @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "${POSTERN_TOKEN}",
            description = "The admin token of the nodes (or POSTERN_TOKEN).")
    private String token;

    @Option(names = "--watch", paramLabel = "NAME=WHAT", description =
            "Whose processor time and memory are reported: a node's admin address, pid:N, or cgroup:PATH.")
    private List<String> watched = new ArrayList<>();

    @Option(names = "--event", paramLabel = "WHEN=COMMAND",
            description = "Runs a shell command while the load runs, after 50%% of it or 30s; the reports show when.")
    private List<String> events = new ArrayList<>();

    @Option(names = "--max-given-up", paramLabel = "N", defaultValue = "0",
            description = "So many messages may stay unacknowledged without failing the run (${DEFAULT-VALUE}).")
    private int mostGivenUp;

    @Option(names = "--settle", paramLabel = "DURATION", defaultValue = "2s", description =
            "How long acknowledged messages may take to arrive after the load, as behind a queue (${DEFAULT-VALUE}).")
    private String settle;

    List<Watched> watched(CommandSpec spec, HttpClient http) {
        return Options.parsed(spec, () -> {
            var all = new ArrayList<Watched>();
            watched.forEach(text -> all.add(Watched.parse(text, http)));
            all.add(Watched.self());
            return all;
        });
    }

    List<TimedCommand> events(CommandSpec spec) {
        return Options.parsed(spec, () -> events.stream().map(TimedCommand::parse).toList());
    }

    /** Empty if no place was named where messages may be. */
    Optional<Ledger> ledger(HttpClient http, LoadReport report, String run, Fate fate) throws IOException, InterruptedException {
        if (sinks.isEmpty() && quarantines.isEmpty()) {
            return Optional.empty();
        }
        var places = new Places(http, Optional.ofNullable(token).filter(text -> !text.isEmpty()));
        long deadline = System.nanoTime() + Units.duration(settle).toNanos();
        var ledger = ask(places, report, run, fate);
        while (!ledger.lost().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(SETTLING_MILLIS);
            ledger = ask(places, report, run, fate);
        }
        return Optional.of(ledger);
    }

    private Ledger ask(Places places, LoadReport report, String run, Fate fate) throws IOException, InterruptedException {
        var arrived = places.arrived(sinks, run);
        var quarantined = new Copies();
        for (var place : quarantines) {
            quarantined.addAll(places.quarantined(place, run));
        }
        return report.ledger(fate, arrived.copies(), quarantined, arrived.damaged());
    }

    /** What {@link #ledger} cannot use is wrong usage. */
    void check(CommandSpec spec) {
        Options.parsed(spec, () -> Units.duration(settle));
        events(spec);
    }

    int mostGivenUp() {
        return mostGivenUp;
    }
}
