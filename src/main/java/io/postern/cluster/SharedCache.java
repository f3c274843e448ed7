package io.postern.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.postern.observe.Metrics;
import io.postern.route.Perishable;
import io.postern.route.SharedAnswers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Answers of one kind that another node has already asked for. Nothing here blocks: an answer that is not there within 50 ms
 * is none, and while the grid is away or does not answer it is not even asked. Answers come home to the context of the
 * caller. The expiry that counts is the absolute one that was sealed with the value, cut to the longest of its kind; the map's
 * own time to live only collects garbage. Leases stand in a map of their own, for {@link #LEASE} at most: who writes one
 * where none is has it, and who finds that of another node puts it back as it was.
 */
final class SharedCache<A extends Perishable> implements SharedAnswers<A> {

    static final Duration LEASE = Duration.ofSeconds(2);
    private static final long BUDGET_MILLIS = 50;
    private static final byte[] NOTHING = {};

    private final SharedKind<A> kind;
    private final Vertx vertx;
    private final Seal seal;
    private final InstantSource clock;
    private final GridBreaker breaker;
    private final Metrics metrics;
    private volatile Optional<Maps> maps = Optional.empty();

    private record Maps(IMap<String, Object> answers, Optional<IMap<String, Object>> leases) {
    }

    SharedCache(SharedKind<A> kind, Vertx vertx, Seal seal, InstantSource clock, GridBreaker breaker, Metrics metrics) {
        this.kind = kind;
        this.vertx = vertx;
        this.seal = seal;
        this.clock = clock;
        this.breaker = breaker;
        this.metrics = metrics;
    }

    SharedKind<A> kind() {
        return kind;
    }

    /** From the thread that keeps the grid, once a {@link SharedValue} has been serialised: the first time may block. */
    void attach(IMap<String, Object> answers, Optional<IMap<String, Object>> leases) {
        maps = Optional.of(new Maps(answers, leases));
    }

    void detach() {
        maps = Optional.empty();
    }

    @Override
    public Future<Optional<A>> get(String name) {
        var asked = maps;
        var operation = kind.operation("get");
        if (asked.isEmpty() || !breaker.mayAsk()) {
            metrics.gridOperation(operation, "skipped", 0);
            return Future.succeededFuture(Optional.empty());
        }
        var startNanos = System.nanoTime();
        return home(() -> asked.get().answers().getAsync(name))
                .map(found -> {
                    breaker.answered();
                    return found == null ? this.<A>counted("miss", startNanos) : opened(name, found, startNanos);
                })
                .recover(failure -> {
                    metrics.gridOperation(operation, failed(failure), System.nanoTime() - startNanos);
                    return Future.succeededFuture(Optional.empty());
                });
    }

    /** An answer already spent (a TTL of 0 included) and a failure are not shared. */
    @Override
    public void put(String name, A answer) {
        var asked = maps;
        var now = clock.instant();
        var expiresAt = clamped(answer.expiresAt(), now);
        if (asked.isEmpty() || !breaker.mayAsk() || !expiresAt.isAfter(now)) {
            return;
        }
        kind.write(answer).ifPresent(octets -> {
            var value = seal.close(kind.map(), name, octets, expiresAt.toEpochMilli());
            var ttlMillis = Math.max(1_000, Duration.between(now, expiresAt).toMillis());
            tell("put", "stored", () -> asked.get().answers().setAsync(name, value, ttlMillis, TimeUnit.MILLISECONDS));
        });
    }

    /** A lease that cannot be asked for is everyone's: better two questions to the DNS than mail that waits. */
    @Override
    public Future<Boolean> lease(String name) {
        var asked = maps.flatMap(Maps::leases);
        if (asked.isEmpty() || !breaker.mayAsk()) {
            return Future.succeededFuture(true);
        }
        var leases = asked.get();
        var operation = kind.operation("lease");
        var startNanos = System.nanoTime();
        var value = seal.close(kind.leases().orElseThrow(), name, NOTHING, clock.instant().plus(LEASE).toEpochMilli());
        return home(() -> leases.putAsync(name, value, LEASE.toMillis(), TimeUnit.MILLISECONDS))
                .map(before -> {
                    breaker.answered();
                    boolean taken = before != null && putBack(leases, name, before);
                    metrics.gridOperation(operation, taken ? "taken" : "ours", System.nanoTime() - startNanos);
                    return !taken;
                })
                .recover(failure -> {
                    metrics.gridOperation(operation, failed(failure), System.nanoTime() - startNanos);
                    return Future.succeededFuture(true);
                });
    }

    /** Whether what stood there is a lease that still holds; without being put back, who asks in vain would prolong it. */
    private boolean putBack(IMap<String, Object> leases, String name, Object before) {
        if (!(seal.open(kind.leases().orElseThrow(), name, before) instanceof Seal.Opened.Genuine(_, var endMillis))) {
            return false;
        }
        long leftMillis = Math.max(1_000, Math.min(LEASE.toMillis(), endMillis - clock.millis()));
        tell("lease", "put-back", () -> leases.setAsync(name, before, leftMillis, TimeUnit.MILLISECONDS));
        return true;
    }

    /** The lease goes too, so that whoever asks next does not wait for an answer that was given before. */
    @Override
    public void remove(String name) {
        var asked = maps;
        if (asked.isPresent() && breaker.mayAsk()) {
            tell("remove", "removed", () -> asked.get().answers().removeAsync(name));
            asked.get().leases().ifPresent(leases -> tell("remove", "removed", () -> leases.removeAsync(name)));
        }
    }

    private <T> void tell(String what, String done, GridCall<T> call) {
        var operation = kind.operation(what);
        var startNanos = System.nanoTime();
        home(call)
                .onSuccess(_ -> {
                    breaker.answered();
                    metrics.gridOperation(operation, done, System.nanoTime() - startNanos);
                })
                .onFailure(failure ->
                    metrics.gridOperation(operation, failed(failure), System.nanoTime() - startNanos));
    }

    private Optional<A> opened(String name, Object found, long startNanos) {
        return switch (seal.open(kind.map(), name, found)) {
            case Seal.Opened.Forged _ -> counted("forged", startNanos);
            case Seal.Opened.Expired _ -> counted("expired", startNanos);
            case Seal.Opened.Genuine genuine -> {
                var expiresAt = clamped(Instant.ofEpochMilli(genuine.expiresAtMillis()), clock.instant());
                var answer = kind.read(genuine.octets(), expiresAt);
                counted(answer.isPresent() ? "hit" : "babble", startNanos);
                yield answer;
            }
        };
    }

    private <T> Optional<T> counted(String result, long startNanos) {
        metrics.gridOperation(kind.operation("get"), result, System.nanoTime() - startNanos);
        return Optional.empty();
    }

    /** A value of a class that may not be read says nothing about the grid's health; everything else does. */
    private String failed(Throwable failure) {
        if (failure instanceof HazelcastSerializationException) {
            seal.forged();
            return "refused";
        }
        breaker.failed();
        return failure instanceof TimeoutException ? "timeout" : "failed";
    }

    private <T> Future<T> home(GridCall<T> call) {
        var context = vertx.getOrCreateContext();
        try {
            return Future.fromCompletionStage(call.begin(), context).timeout(BUDGET_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Instant clamped(Instant expiresAt, Instant now) {
        var latest = now.plus(kind.longest());
        return expiresAt.isAfter(latest) ? latest : expiresAt;
    }

    /** Throws at once when the grid has just gone. */
    private interface GridCall<T> {
        CompletionStage<T> begin();
    }
}
