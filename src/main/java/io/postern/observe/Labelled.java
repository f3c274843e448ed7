package io.postern.observe;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters of one name, found by their label values without building a string. Label values are bounded by their makers;
 * should one of them fail in that, everything past the limit is counted under the overflow key and memory stays bounded.
 */
final class Labelled<K extends Record, M> {

    private static final int LIMIT = 500;

    private final ConcurrentHashMap<K, M> meters = new ConcurrentHashMap<>();
    private final K overflow;
    private final Function<K, M> registration;

    Labelled(K overflow, Function<K, M> registration) {
        this.overflow = overflow;
        this.registration = registration;
    }

    M of(K labels) {
        var known = meters.get(labels);
        if (known != null) {
            return known;
        }
        return meters.computeIfAbsent(meters.size() < LIMIT ? labels : overflow, registration);
    }
}
