package io.postern.admin;

import java.util.Map;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** What a resource answers. Header names in the form in which they are sent. */
sealed interface Answer {

    int status();

    Map<String, String> headers();

    record Whole(int status, Map<String, String> headers, Buffer body) implements Answer {
    }

    /** An answer of unknown length; the server closes the download. */
    record Streamed(int status, Map<String, String> headers, Download download) implements Answer {
    }

    static Answer json(int status, JsonObject body) {
        return new Whole(status, Map.of("Content-Type", "application/json"), body.toBuffer());
    }

    static Answer text(String contentType, String body) {
        return new Whole(200, Map.of("Content-Type", contentType), Buffer.buffer(body));
    }

    static Answer empty() {
        return new Whole(204, Map.of(), Buffer.buffer());
    }
}
