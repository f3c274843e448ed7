package io.postern.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.vertx.core.Future;

/** Since when something is so, as other nodes know. Both calls return at once, and what fails is not known. */
public interface SharedSince {

    /** Complete within 50 ms, on the caller's context. */
    Future<Optional<Instant>> get(String key);

    void put(String key, Instant since, Duration kept);

    /** Of a node that is alone. */
    static SharedSince none() {
        return NoSharedSince.NONE;
    }
}
