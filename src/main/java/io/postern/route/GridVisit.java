package io.postern.route;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * One question's way through what the nodes share: the answer, if another node has it; else the lease to ask the DNS; else a
 * few looks whether who holds the lease has put its answer there. A visit takes {@link #BUDGET} at most, half of what the
 * grid calls of one command may take, since a recipient needs the MX records and then the addresses (design I6).
 */
record GridVisit<A extends Perishable>(Vertx vertx, SharedAnswers<A> shared) {

    static final Duration BUDGET = Duration.ofMillis(25);

    /** Milliseconds between the looks; most answers of a resolver nearby are there by then. */
    private static final int[] PAUSES = {3, 6, 12};

    /** What comes of the visit. */
    sealed interface Finding<A> {

        record Shared<A>(A answer) implements Finding<A> {
        }

        /** It is for us to ask: nobody else does, or not quickly enough. */
        record Ask<A>() implements Finding<A> {
        }

        /** Another node is asking. */
        record Leased<A>() implements Finding<A> {
        }
    }

    /** For who needs an answer now: finds one that ends after {@code now}, or that it has to ask itself. */
    Future<Finding<A>> need(String name, Instant now) {
        return orAsk(find(name, now).compose(found -> found instanceof Finding.Leased
                ? again(name, now, 0) : Future.succeededFuture(found)));
    }

    /** For who has an answer until {@code held} and wants the next one in time. */
    Future<Finding<A>> renew(String name, Instant held) {
        return orAsk(find(name, held));
    }

    /** What another node has, and nothing more. */
    Future<Optional<A>> look(String name, Instant endsAfter) {
        return bounded(peek(name, endsAfter)).otherwise(Optional.empty());
    }

    private Future<Finding<A>> find(String name, Instant endsAfter) {
        return peek(name, endsAfter).compose(hit -> hit.isPresent()
                ? Future.succeededFuture(new Finding.Shared<>(hit.get()))
                : shared.lease(name).map(ours -> ours ? new Finding.Ask<>() : new Finding.Leased<>()));
    }

    private Future<Finding<A>> again(String name, Instant endsAfter, int turn) {
        if (turn == PAUSES.length) {
            return Future.succeededFuture(new Finding.Ask<>());
        }
        return vertx.timer(PAUSES[turn], TimeUnit.MILLISECONDS).compose(_ -> peek(name, endsAfter))
                .compose(hit -> hit.isPresent()
                        ? Future.succeededFuture(new Finding.Shared<>(hit.get())) : again(name, endsAfter, turn + 1));
    }

    private Future<Optional<A>> peek(String name, Instant endsAfter) {
        return Future.succeededFuture(name).compose(shared::get)
                .map(hit -> hit.filter(answer -> !answer.failure() && answer.expiresAt().isAfter(endsAfter)));
    }

    private Future<Finding<A>> orAsk(Future<Finding<A>> visit) {
        return bounded(visit).otherwise(_ -> new Finding.Ask<>());
    }

    private <T> Future<T> bounded(Future<T> visit) {
        var home = Home.bring(vertx, visit);
        return home.isComplete() ? home : home.timeout(BUDGET.toMillis(), TimeUnit.MILLISECONDS);
    }
}
