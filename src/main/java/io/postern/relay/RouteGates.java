package io.postern.relay;

import java.util.concurrent.ConcurrentHashMap;

/** The gates of all routes that have a limit; one for the node. A changed limit is another gate. Thread-safe. */
public final class RouteGates {

    private final ConcurrentHashMap<RouteLimit, RouteGate> gates = new ConcurrentHashMap<>();

    RouteGate of(RouteLimit limit) {
        return gates.computeIfAbsent(limit, RouteGate::new);
    }
}
