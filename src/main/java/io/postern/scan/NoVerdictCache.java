package io.postern.scan;

import java.time.Duration;
import java.util.Optional;

import io.vertx.core.Future;

/** Shares nothing. */
enum NoVerdictCache implements VerdictCache {

    NONE;

    private static final Future<Optional<Verdict>> NOTHING = Future.succeededFuture(Optional.empty());

    @Override
    public Future<Optional<Verdict>> get(String key) {
        return NOTHING;
    }

    @Override
    public void put(String key, Verdict verdict, Duration kept) {
    }
}
