package io.postern.policy;

import java.time.Duration;
import java.util.Optional;

import io.vertx.core.Future;

/** A client about which there is nothing to ask and nothing to check; all of them are one. */
record OpenClient() implements ClientCheck.Admitted {

    static final OpenClient OPEN = new OpenClient();

    static final Future<Decision> ALLOWED = Future.succeededFuture(Decision.ALLOW);

    @Override
    public Duration pause() {
        return Duration.ZERO;
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }

    @Override
    public Future<Decision> decision() {
        return ALLOWED;
    }
}
