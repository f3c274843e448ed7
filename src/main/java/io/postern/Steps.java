package io.postern;

import java.util.function.Supplier;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One step after another, each in a turn of its own: however many there are, none stands on the stack of the one before. */
final class Steps {

    private final Context loop;
    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> end = Promise.promise();

    private Steps(Context loop, Supplier<Future<Boolean>> step) {
        this.loop = loop;
        this.step = step;
    }

    /** On {@code loop}; {@code step} takes the next one and says whether there may be another. The first that fails is the last. */
    static Future<Void> take(Context loop, Supplier<Future<Boolean>> step) {
        var steps = new Steps(loop, step);
        loop.runOnContext(_ -> steps.next());
        return steps.end.future();
    }

    private void next() {
        Future.succeededFuture().compose(_ -> step.get()).onComplete(this::taken, end::fail);
    }

    private void taken(boolean another) {
        if (another) {
            loop.runOnContext(_ -> next());
        } else {
            end.complete();
        }
    }
}
