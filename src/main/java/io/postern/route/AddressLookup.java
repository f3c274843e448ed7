package io.postern.route;

import io.vertx.core.Future;

/** Asks for the addresses of a host. Names are in lower case. */
public interface AddressLookup {

    /** Never fails; completes on the caller's context, at once if the answer is at hand. */
    Future<AddressAnswer> lookup(String host);

    /** The next question goes to the DNS. */
    default void forget(String host) {
    }
}
