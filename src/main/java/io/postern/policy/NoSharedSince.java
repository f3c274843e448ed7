package io.postern.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.vertx.core.Future;

/** Shares nothing. */
enum NoSharedSince implements SharedSince {

    NONE;

    private static final Future<Optional<Instant>> NOTHING = Future.succeededFuture(Optional.empty());

    @Override
    public Future<Optional<Instant>> get(String key) {
        return NOTHING;
    }

    @Override
    public void put(String key, Instant since, Duration kept) {
    }
}
