package io.postern.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.vertx.core.json.JsonObject;

import static io.postern.world.Eventually.eventually;

/** The admin listener of a node, as an operator's program calls it. */
final class AdminCalls implements AutoCloseable {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    AdminCalls(int port) {
        base = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String path) {
        return call("GET", path);
    }

    HttpResponse<String> post(String path) {
        return call("POST", path);
    }

    HttpResponse<String> delete(String path) {
        return call("DELETE", path);
    }

    JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    /** With another token than the nodes' own. */
    HttpResponse<String> as(String token, String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody()));
    }

    /** A body comes back with one character an octet. */
    private HttpResponse<String> call(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer secret")
                .method(method, BodyPublishers.noBody()));
    }

    HttpResponse<String> withoutToken(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(),
                    BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The value of one line of the metrics, its labels included; 0 without such a line. */
    double metric(String line) {
        return get("/metrics").body().lines()
                .filter(each -> each.startsWith(line + " "))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
                .findFirst().orElse(0);
    }

    long heldInMemory() {
        return json("/api/v1/node").getLong("bodyMemoryOctets");
    }

    long heldOnDisk() {
        return json("/api/v1/node").getLong("bodySpilledOctets");
    }

    /** No body is held any more, whichever way one asks. */
    void awaitNothingHeld() {
        eventually(() -> heldInMemory() == 0 && heldOnDisk() == 0
                && metric("postern_body_memory_octets") == 0 && metric("postern_body_spilled_octets") == 0);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
