package io.postern.scan;

import java.time.Duration;
import java.util.Optional;

import io.vertx.core.Future;

/** Verdicts that other nodes have come to. Both calls return at once, and what fails is no verdict. */
public interface VerdictCache {

    /** Complete within 50 ms, on the caller's context. */
    Future<Optional<Verdict>> get(String key);

    /** A verdict that cannot be written is not shared. */
    void put(String key, Verdict verdict, Duration kept);

    /** Of a node that is alone. */
    static VerdictCache none() {
        return NoVerdictCache.NONE;
    }
}
