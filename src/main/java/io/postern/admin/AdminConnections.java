package io.postern.admin;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;

/**
 * Bounds what connections may cost: their number, and the time in which a request must have come wholly, so that one
 * octet now and then does not hold a place. A request that is being answered has its time.
 */
final class AdminConnections {

    private static final int MOST = 256;

    private final Vertx vertx;
    private final Duration patience;
    private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

    AdminConnections(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void opened(HttpConnection connection) {
        if (timers.size() >= MOST) {
            connection.close();
            return;
        }
        connection.closeHandler(closed -> stop(timers.remove(connection)));
        awaitRequest(connection);
    }

    void requested(HttpConnection connection) {
        stop(timers.replace(connection, -1L));
    }

    void answered(HttpConnection connection) {
        if (timers.containsKey(connection)) {
            awaitRequest(connection);
        }
    }

    private void awaitRequest(HttpConnection connection) {
        stop(timers.put(connection, vertx.setTimer(patience.toMillis(), fired -> connection.close())));
    }

    private void stop(Long timer) {
        if (timer != null && timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }
}
