package io.postern.route;

import java.util.Optional;

import io.vertx.core.Future;

/** Nothing is shared and nothing is waited for. */
record NothingShared<A extends Perishable>() implements SharedAnswers<A> {

    @Override
    public Future<Optional<A>> get(String name) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public void put(String name, A answer) {
        // There is nobody to share with.
    }

    @Override
    public Future<Boolean> lease(String name) {
        return Future.succeededFuture(true);
    }

    @Override
    public void remove(String name) {
        // There is nothing.
    }
}
