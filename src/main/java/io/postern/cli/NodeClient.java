package io.postern.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/** Calls the admin API of one node. Every failure is a {@link CommandFailed} with one clear line. */
final class NodeClient implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    /** A release waits for the next hop, which may take its time over the final dot. */
    private static final Duration RELEASE = Duration.ofMinutes(10);

    private final String node;
    private final Optional<String> token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

    NodeClient(URI node, Optional<String> token) {
        this.node = node.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /** The JSON at a path of the API: an object or an array. */
    Object get(String path) {
        return json(send("GET", path, "application/json").body());
    }

    /** The octets at a path of the API in another form than JSON. */
    byte[] get(String path, String mediaType) {
        return send("GET", path, mediaType).body();
    }

    /** What the node answered; an empty object if it had nothing to say. */
    Object post(String path) {
        return json(send("POST", path, "application/json").body());
    }

    void delete(String path) {
        send("DELETE", path, "application/json");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** A value as part of a path or query; spaces become %20, never a plus sign. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<byte[]> send(String method, String path, String accepted) {
        try {
            var request = HttpRequest.newBuilder(URI.create(node + path))
                    .timeout(method.equals("POST") ? RELEASE : ANSWER)
                    .header("Accept", accepted + ", application/problem+json")
                    .method(method, HttpRequest.BodyPublishers.noBody());
            token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new CommandFailed(node + ": " + problem(response));
            }
            return response;
        } catch (IllegalArgumentException badHeader) {
            throw new CommandFailed("the token or the URL holds a character that HTTP does not allow");
        } catch (ConnectException refused) {
            throw new CommandFailed("no node answers at " + node + "; is it running, and is --node right?");
        } catch (HttpTimeoutException late) {
            throw new CommandFailed(node + " did not answer in time");
        } catch (IOException broken) {
            throw new CommandFailed(node + ": the connection broke (" + oneLine(String.valueOf(broken.getMessage())) + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted");
        }
    }

    /** One line from a problem document (RFC 9457 §3.1), or from the status code where there is none. */
    private static String problem(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        var hint = status == 401 || status == 403 ? "; is --token or POSTERN_TOKEN the node's admin token?" : "";
        if (json(response.body()) instanceof JsonObject document) {
            // A release that the next hop refused carries its reply as an extension member (RFC 9457 §3.2).
            var words = Stream.of("title", "detail", "reply")
                    .map(member -> String.valueOf(document.getValue(member, "")))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(": "));
            if (!words.isEmpty()) {
                return oneLine(words) + " (HTTP " + status + ")" + hint;
            }
        }
        return "HTTP " + status + hint;
    }

    private static Object json(byte[] body) {
        try {
            var value = body.length == 0 ? null : Json.decodeValue(new String(body, StandardCharsets.UTF_8));
            return value == null ? new JsonObject() : value;
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
