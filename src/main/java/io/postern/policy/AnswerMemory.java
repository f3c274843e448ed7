package io.postern.policy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * What was learned about clients, each for its own time and bounded by number; for one key at most one question is on its
 * way, whoever asks and on whichever loop. Thread-safe; a hit is one map read and a future that is complete already.
 */
final class AnswerMemory<K, V> {

    private static final int MOST_KEYS = 50_000;

    /** An answer and how long it is good for; zero: for those who wait for it now. */
    record Learned<V>(V value, Duration ttl) {
    }

    private record Entry<V>(Future<V> completed, Duration ttl) {
    }

    private final Vertx vertx;
    private final Cache<K, Entry<V>> entries;
    private final ConcurrentHashMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    AnswerMemory(Vertx vertx, Ticker ticker) {
        this.vertx = vertx;
        this.entries = Caffeine.newBuilder().maximumSize(MOST_KEYS).executor(Runnable::run).ticker(ticker)
                .expireAfter(Expiry.<K, Entry<V>>writing((_, entry) -> entry.ttl()))
                .build();
    }

    Future<V> get(K key, Function<K, Future<Learned<V>>> question) {
        var entry = entries.getIfPresent(key);
        return entry == null ? join(key, question) : entry.completed();
    }

    private Future<V> join(K key, Function<K, Future<Learned<V>>> question) {
        var flight = new CompletableFuture<V>();
        var other = flights.putIfAbsent(key, flight);
        if (other != null) {
            return Future.fromCompletionStage(other, vertx.getOrCreateContext());
        }
        return Future.succeededFuture(key).compose(question).map(learned -> keep(key, learned)).onComplete(kept -> {
            flights.remove(key, flight);
            if (kept.succeeded()) {
                flight.complete(kept.result());
            } else {
                flight.completeExceptionally(kept.cause());
            }
        });
    }

    private V keep(K key, Learned<V> learned) {
        if (learned.ttl().isPositive()) {
            entries.put(key, new Entry<>(Future.succeededFuture(learned.value()), learned.ttl()));
        }
        return learned.value();
    }
}
