package io.postern.wire;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * One thing after the other, in a loop and not a chain of futures: a message may have thousands of fields, a digest of
 * recipients. Each turn is taken where the one before ended.
 */
public final class Turns<T> {

    private final Supplier<Future<Optional<T>>> turn;
    private final Promise<T> done = Promise.promise();

    private Turns(Supplier<Future<Optional<T>>> turn) {
        this.turn = turn;
    }

    /** Until a turn brings something, or fails. */
    public static <T> Future<T> until(Supplier<Future<Optional<T>>> turn) {
        var turns = new Turns<T>(turn);
        turns.go();
        return turns.done.future();
    }

    /** Each in order; stops at the first that fails. */
    public static <E> Future<Void> each(Iterator<E> items, Function<E, Future<Void>> action) {
        return until(() -> items.hasNext()
                ? action.apply(items.next()).map(Optional.<Boolean>empty()) : Future.succeededFuture(Optional.of(true)))
                .mapEmpty();
    }

    private Future<Optional<T>> next() {
        try {
            return turn.get();
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private void go() {
        while (true) {
            var next = next();
            if (!next.isComplete()) {
                next.onComplete(_ -> {
                    if (took(next)) {
                        go();
                    }
                });
                return;
            }
            if (!took(next)) {
                return;
            }
        }
    }

    /** Whether there is another turn. */
    private boolean took(Future<Optional<T>> result) {
        if (result.failed()) {
            done.fail(result.cause());
        } else if (result.result().isPresent()) {
            done.complete(result.result().get());
        } else {
            return true;
        }
        return false;
    }
}
