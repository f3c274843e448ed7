package io.postern.route;

import java.util.Optional;
import java.util.stream.Stream;

import io.vertx.core.Future;

/** Asks where a domain takes its mail. Names are in lower case. */
public interface MxLookup {

    /** Never fails; completes on the caller's context, at once if the answer is at hand. */
    Future<MxAnswer> lookup(String domain);

    /** What is at hand; asks nobody. */
    default Optional<RememberedMx> remembered(String domain) {
        return Optional.empty();
    }

    /** All that is at hand, lazily and in no order. */
    default Stream<RememberedMx> remembered() {
        return Stream.empty();
    }

    /** How many those are, nearly. */
    default long rememberedCount() {
        return 0;
    }

    /** What was known until now, so that the next question goes to the DNS. */
    default Future<Optional<MxAnswer>> forget(String domain) {
        return Future.succeededFuture(Optional.empty());
    }
}
