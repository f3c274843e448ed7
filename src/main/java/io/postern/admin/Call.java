package io.postern.admin;

import java.util.List;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * One request that passed the gate: {@code id} is what stood for the path's variable, {@code accept} the formats that the
 * client takes; each empty if there is none.
 */
record Call(HttpMethod method, String id, MultiMap query, String accept) {

    /** The only value of a query parameter, empty if there is none or more than one. */
    String only(String name) {
        List<String> values = query.getAll(name);
        return values.size() == 1 ? values.getFirst() : "";
    }
}
