package io.postern.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.postern.config.Config.Route;

/** The configured routes by domain; the first match in the order of the configuration wins. */
final class RouteTable {

    private record Ranked(int rank, Optional<Route> route) {
    }

    private static final Ranked NO_MATCH = new Ranked(Integer.MAX_VALUE, Optional.empty());

    private final List<Route> routes;
    private final Map<String, Ranked> exact = new HashMap<>();
    private final Map<String, Ranked> suffixes = new HashMap<>();

    RouteTable(List<Route> routes) {
        this.routes = routes;
        for (int rank = 0; rank < routes.size(); rank++) {
            var ranked = new Ranked(rank, Optional.of(routes.get(rank)));
            for (var domain : routes.get(rank).domains()) {
                if (domain.startsWith("*.")) {
                    suffixes.putIfAbsent(domain.substring(2), ranked);
                } else {
                    exact.putIfAbsent(domain, ranked);
                }
            }
        }
    }

    List<Route> routes() {
        return routes;
    }

    /** For a domain in lower case; {@code *.example.com} matches any depth below, not {@code example.com} itself. */
    Optional<Route> match(String domain) {
        var best = exact.getOrDefault(domain, NO_MATCH);
        if (!suffixes.isEmpty()) {
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
                var ranked = suffixes.getOrDefault(domain.substring(dot + 1), NO_MATCH);
                best = ranked.rank() < best.rank() ? ranked : best;
            }
        }
        return best.route();
    }
}
