package io.postern.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.http.HttpMethod;

/** Which resource answers to which path: a fixed text, or one with a single {@code {id}}, {@code {domain}} or
 * {@code {hop}} in it. */
final class RouteTable {

    /** Paths come as sent, undecoded; an id in one is of the harmless octets that our own ids are of. */
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /** RFC 1035 §2.3.4, without the final dot; with U-labels it has to be written in A-labels. */
    private static final String DOMAIN = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}";

    /** A literal address and a port, with brackets and colons perhaps as escapes. */
    private static final String HOP = "[0-9A-Fa-f.:%\\[\\]]{9,90}";

    private static final Map<String, String> VARIABLES = Map.of("{id}", ID, "{domain}", DOMAIN, "{hop}", HOP);

    /** A page is open too, but nothing that a program would ask for. */
    enum Access { PAGE, OPEN, TOKEN }

    sealed interface Match {

        record Found(Route route, String id) implements Match {
        }

        record WrongMethod(String allow) implements Match {
        }

        record Nothing() implements Match {
        }
    }

    /**
     * @param path     as it was written, with the variable's name in it
     * @param variable what may stand between, a regular expression; empty if nothing does
     */
    record Route(
            Access access, String path, String before, String after, String variable, List<HttpMethod> methods,
            Resource resource) {

        private boolean fits(String path) {
            return hasVariable()
                    ? path.length() > before.length() + after.length() && path.startsWith(before) && path.endsWith(after)
                            && id(path).matches(variable)
                    : path.equals(before);
        }

        private boolean hasVariable() {
            return !variable.isEmpty();
        }

        private String id(String path) {
            return hasVariable() ? path.substring(before.length(), path.length() - after.length()) : "";
        }

        /** HEAD is GET without the body (RFC 9110 §9.3.2). */
        private boolean takes(HttpMethod method) {
            return methods.contains(method) || method.equals(HttpMethod.HEAD) && methods.contains(HttpMethod.GET);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    RouteTable page(String path, Resource resource) {
        return add(Access.PAGE, path, resource, HttpMethod.GET);
    }

    /** A page with a button. */
    RouteTable form(String path, Resource resource) {
        return add(Access.PAGE, path, resource, HttpMethod.GET, HttpMethod.POST);
    }

    RouteTable open(String path, Resource resource, HttpMethod... methods) {
        return add(Access.OPEN, path, resource, methods);
    }

    RouteTable guarded(String path, Resource resource, HttpMethod... methods) {
        return add(Access.TOKEN, path, resource, methods);
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    Match match(HttpMethod method, String path) {
        for (var route : routes) {
            if (route.fits(path)) {
                return route.takes(method) ? new Match.Found(route, route.id(path)) : new Match.WrongMethod(allow(route));
            }
        }
        return new Match.Nothing();
    }

    private RouteTable add(Access access, String path, Resource resource, HttpMethod... methods) {
        for (var variable : VARIABLES.entrySet()) {
            int start = path.indexOf(variable.getKey());
            if (start >= 0) {
                var after = path.substring(start + variable.getKey().length());
                routes.add(new Route(
                        access, path, path.substring(0, start), after, variable.getValue(), List.of(methods), resource));
                return this;
            }
        }
        routes.add(new Route(access, path, path, "", "", List.of(methods), resource));
        return this;
    }

    private static String allow(Route route) {
        var head = route.methods.contains(HttpMethod.GET) ? Stream.of(HttpMethod.HEAD) : Stream.<HttpMethod>empty();
        return Stream.concat(route.methods.stream(), head).map(HttpMethod::name).collect(Collectors.joining(", "));
    }
}
