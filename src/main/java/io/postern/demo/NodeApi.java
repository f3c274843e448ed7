package io.postern.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.loadtest.Copies;
import io.postern.loadtest.Places;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the demo asks of a node: its HTTP interface while it lives, its quarantine folder once it is dead. Blocking. */
final class NodeApi implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String token;
    private final Places places;

    NodeApi(String token) {
        this.token = token;
        this.places = new Places(http, Optional.of(token));
    }

    boolean isReady(NodePlan node) throws InterruptedException {
        try {
            return get(node, "/health/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** How many nodes this one sees as ready, itself included; 0 if it does not say. */
    int readyNodes(NodePlan node) throws InterruptedException {
        try {
            return (int) elements(get(node, "/api/v1/cluster").body()).stream()
                    .filter(each -> "ready".equalsIgnoreCase(each.getString("state"))).count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** The run's messages in the quarantine of a living node. */
    Copies quarantined(NodePlan node, String run) throws IOException, InterruptedException {
        return places.quarantined(URI.create(node.adminUrl()), run);
    }

    /** The run's messages in the quarantine folder of a dead one. */
    Copies quarantinedOnDisk(NodePlan node, String run) throws IOException {
        return places.quarantined(node.quarantine(), run);
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpResponse<String> get(NodePlan node, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(node.adminUrl() + path))
                .header("Authorization", "Bearer " + token).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The objects of a JSON array, or of the first array inside a JSON object. */
    private static List<JsonObject> elements(String body) {
        var value = Json.decodeValue(body);
        if (value instanceof JsonObject object) {
            value = object.stream().map(entry -> entry.getValue()).filter(JsonArray.class::isInstance).findFirst()
                    .orElse(new JsonArray());
        }
        var elements = new ArrayList<JsonObject>();
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                elements.add(array.getJsonObject(i));
            }
        }
        return elements;
    }
}
