package io.postern.policy;

import io.postern.config.Config.Rate;

/**
 * Counts what was taken under a key, as far as this node knows of it. Up to the rate's number may come at once; what was taken
 * is forgotten evenly, all of it in the rate's time. Thread-safe; answers at once.
 */
public interface RateCounter {

    /** Whether one more is within the rate. */
    boolean allows(String key, Rate rate);

    void took(String key, Rate rate);
}
