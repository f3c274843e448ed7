package io.postern.policy;

import java.util.Optional;

import io.vertx.core.Future;

/** Shares nothing. */
enum NoDnsListCache implements DnsListCache {

    NONE;

    private static final Future<Optional<Codes>> NOTHING = Future.succeededFuture(Optional.empty());

    @Override
    public Future<Optional<Codes>> get(String question) {
        return NOTHING;
    }

    @Override
    public void put(String question, Codes codes) {
    }
}
