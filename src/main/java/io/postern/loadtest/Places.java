package io.postern.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.vertx.core.json.JsonObject;

/** Asks the places where messages may be: sinks and quarantines. Blocking. */
public final class Places {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 1_000;

    private final HttpClient http;
    private final Optional<String> token;

    /** {@code token} is what nodes ask for. */
    public Places(HttpClient http, Optional<String> token) {
        this.http = http;
        this.token = token;
    }

    /** What sinks say of one run, together. */
    record Arrived(Copies copies, MessageIds damaged, long strangers) {
    }

    Arrived arrived(List<URI> sinks, String run) throws IOException, InterruptedException {
        var copies = new Copies();
        var damaged = new MessageIds();
        long strangers = 0;
        for (var sink : sinks) {
            var answer = new JsonObject(get(sink.resolve("/ledger?run=" + run)));
            var account = SinkLedger.Account.of(answer);
            copies.addAll(account.arrived());
            damaged.addAll(account.damaged());
            strangers += answer.getLong("strangers");
        }
        return new Arrived(copies, damaged, strangers);
    }

    /** A run's messages in the quarantine of a running node, by its admin address; page after page. */
    public Copies quarantined(URI node, String run) throws IOException, InterruptedException {
        var found = new Copies();
        var next = Optional.of("");
        while (next.isPresent()) {
            var page = new JsonObject(get(node.resolve("/api/v1/quarantine?limit=" + PAGE + next.get())));
            var messages = page.getJsonArray("messages");
            for (int i = 0; i < messages.size(); i++) {
                add(found, messages.getJsonObject(i), run);
            }
            next = Optional.ofNullable(page.getString("next"))
                    .map(after -> "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        }
        return found;
    }

    /** A run's messages in a quarantine folder without keys, where each file's second line is a description. */
    public Copies quarantined(Path folder, String run) throws IOException {
        var found = new Copies();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(each -> each.toString().endsWith(".mail")).toList()) {
                try (var lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                    lines.readLine();
                    add(found, new JsonObject(lines.readLine()), run);
                }
            }
        }
        return found;
    }

    /** {@code place} is a node's admin address or a folder. */
    Copies quarantined(String place, String run) throws IOException, InterruptedException {
        return place.startsWith("http://") || place.startsWith("https://")
                ? quarantined(URI.create(place), run) : quarantined(Path.of(place), run);
    }

    private static void add(Copies found, JsonObject description, String run) {
        Stamp.inPath(description.getString("from", "")).filter(stamp -> stamp.run().equals(run))
                .ifPresent(stamp -> found.add(stamp.id()));
    }

    private String get(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answers " + answer.statusCode());
        }
        return answer.body();
    }
}
