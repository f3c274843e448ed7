package io.postern.admin;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;

/** Drops a request's body, and the connection with it if the body goes on for too long. */
final class BodyMeter implements Handler<Buffer> {

    private final long limit;
    private final HttpConnection connection;
    private long seen;

    BodyMeter(long limit, HttpConnection connection) {
        this.limit = limit;
        this.connection = connection;
    }

    /** What the header says, 0 if it does not. Netty has refused what is not a number. */
    static long announced(MultiMap headers) {
        String length = headers.get("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException unreadable) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void handle(Buffer part) {
        seen += part.length();
        if (seen > limit) {
            connection.close();
        }
    }
}
