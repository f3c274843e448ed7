package io.postern.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a node's metrics say at one moment. */
public record Scrape(String text) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static Scrape of(TestNode node) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + "/metrics")).build();
            return new Scrape(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The sum over all labels. */
    public double value(String metric) {
        return value(metric, "");
    }

    /** The sum over the series that have {@code label}, written as in the text: {@code name="value"}. */
    double value(String metric, String label) {
        return text.lines()
                .filter(line -> line.contains(label))
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
