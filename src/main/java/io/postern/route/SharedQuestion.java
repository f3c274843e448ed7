package io.postern.route;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.postern.route.AnswerCache.Fetched;
import io.postern.route.GridVisit.Finding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Asks the other nodes and then the DNS, and tells the others what the DNS said. If it said nothing of use the other nodes
 * are asked again: their name servers may be better off than ours.
 *
 * @param clamped cuts the life of what came from another node
 */
record SharedQuestion<A extends Perishable>(
        Vertx vertx, SharedAnswers<A> shared, Function<String, Future<A>> dns, UnaryOperator<A> clamped, InstantSource clock)
        implements AnswerCache.Question<A> {

    @Override
    public Future<Optional<Fetched<A>>> ask(String name, Optional<A> held) {
        if (shared instanceof NothingShared) {
            return dns.apply(name).map(answer -> Optional.of(new Fetched<>("dns", answer)));
        }
        var visit = new GridVisit<>(vertx, shared);
        var finding = held.isPresent() ? visit.renew(name, held.get().expiresAt()) : visit.need(name, clock.instant());
        return finding.compose(found -> switch (found) {
            case Finding.Shared<A>(var answer) -> Future.succeededFuture(Optional.of(shared(answer)));
            case Finding.Leased<A> _ -> Future.succeededFuture(Optional.empty());
            case Finding.Ask<A> _ -> dns.apply(name).compose(answer -> answer.failure() ? others(visit, name, held, answer)
                    : Future.succeededFuture(new Fetched<>("dns", share(name, answer)))).map(Optional::of);
        });
    }

    private Future<Fetched<A>> others(GridVisit<A> visit, String name, Optional<A> held, A failure) {
        return visit.look(name, held.map(Perishable::expiresAt).orElseGet(clock::instant))
                .map(found -> found.map(this::shared).orElseGet(() -> new Fetched<>("dns", failure)));
    }

    private Fetched<A> shared(A answer) {
        return new Fetched<>("grid", clamped.apply(answer));
    }

    private A share(String name, A answer) {
        if (!answer.failure() && answer.expiresAt().isAfter(clock.instant())) {
            shared.put(name, answer);
        }
        return answer;
    }
}
