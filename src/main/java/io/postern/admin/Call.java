package io.postern.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * One request that passed the gate: {@code id} is what stood for the path's variable, empty if it has none; {@code by} has no
 * name where no token is needed.
 */
record Call(HttpMethod method, String path, String id, MultiMap query, MultiMap headers, Requester by) {

    /** The only value of a query parameter, empty if there is none or more than one. */
    String only(String name) {
        List<String> values = query.getAll(name);
        return values.size() == 1 ? values.getFirst() : "";
    }

    /** The formats that the client takes, empty if it does not say. */
    String accept() {
        return String.join(",", headers.getAll("Accept"));
    }

    /** Whether a flag is set; {@link KnownParameters} has refused what is neither true nor false. */
    boolean says(String name) {
        return only(name).equals("true");
    }

    /** The only value of a query parameter, if it is a number from 1 to {@code most}; {@code otherwise} without one. */
    OptionalInt number(String name, int otherwise, int most) {
        if (!query.contains(name)) {
            return OptionalInt.of(otherwise);
        }
        String value = only(name);
        int number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
        return number >= 1 && number <= most ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** Path and query, but for one parameter. */
    String uriWithout(String parameter) {
        var uri = new QueryStringEncoder(path, StandardCharsets.UTF_8);
        for (var entry : query) {
            if (!entry.getKey().equals(parameter)) {
                uri.addParam(entry.getKey(), entry.getValue());
            }
        }
        return uri.toString();
    }
}
