package io.postern.route;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Brings what completes on another thread home to the context of who asks; what is complete stays as it is. */
final class Home {

    private Home() {
    }

    static <T> Future<T> bring(Vertx vertx, Future<T> foreign) {
        return foreign.isComplete() ? foreign
                : Future.fromCompletionStage(foreign.toCompletionStage(), vertx.getOrCreateContext());
    }
}
