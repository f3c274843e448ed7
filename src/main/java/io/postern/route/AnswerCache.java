package io.postern.route;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * This node's memory of answers, bounded by number. Four rules meet here. An answer ends at its own absolute time, checked
 * at every read. For one name at most one question is on its way, whoever asks and on whichever loop. An answer that is
 * used near its end is asked for anew behind the scenes, so that names in use never make mail wait. And when the DNS fails,
 * an answer past its end is used until {@code stale} later, while the question is repeated every few seconds (RFC 8767).
 * Thread-safe. A hit is one map read, one reading of the clock and an already completed future.
 */
final class AnswerCache<A extends Perishable> {

    static final int MAX_NAMES = 50_000;

    static final String LOCAL = "local";
    static final String STALE = "stale";

    /** RFC 8767 §5: how long to wait for the DNS while there is an answer past its end. */
    private static final long STALE_AFTER_MILLIS = 1_800;

    /** With another node asking, its answer is looked for after this. */
    private static final long LOOK_AGAIN_MILLIS = 2_000;

    /** Told of every lookup: {@code local}, {@code stale}, or what the question's own source says. */
    interface Meter<A> {

        /** At once, from this memory. */
        void hit(String source, A answer);

        void asked(String source, A answer, long nanos);
    }

    /** Asks those behind. {@code held}: what we have is still good, so nothing newer may be told by an empty answer. */
    interface Question<A> {
        Future<Optional<Fetched<A>>> ask(String name, Optional<A> held);
    }

    /** An answer that was not in this memory, and where it came from. */
    record Fetched<A>(String source, A answer) {
    }

    /** What this memory holds: {@code source} tells where it came from, {@code stale} that it is past its end. */
    record Remembered<A>(A answer, String source, boolean stale) {
    }

    /** Used until {@code until}, and asked for behind the scenes from {@code askAt} on. */
    private record Entry<A>(Future<A> completed, String source, boolean stale, long askAt, long until, long usableUntil) {

        A answer() {
            return completed.result();
        }

        Entry<A> askedAgain(long at) {
            return new Entry<>(completed, source, stale, at, until, usableUntil);
        }

        Entry<A> asStale(long again) {
            return new Entry<>(completed, source, true, again, usableUntil, usableUntil);
        }
    }

    private final Vertx vertx;
    private final InstantSource clock;
    private final long staleMillis;
    private final Question<A> question;
    private final Meter<A> meter;
    private final Cache<String, Entry<A>> entries;
    private final ConcurrentHashMap<String, CompletableFuture<Fetched<A>>> flights = new ConcurrentHashMap<>();

    AnswerCache(Vertx vertx, InstantSource clock, Duration stale, int maxNames, Question<A> question, Meter<A> meter) {
        this.vertx = vertx;
        this.clock = clock;
        this.staleMillis = stale.toMillis();
        this.question = question;
        this.meter = meter;
        this.entries = Caffeine.newBuilder().maximumSize(maxNames).executor(Runnable::run).build();
    }

    Future<A> get(String name) {
        var entry = entries.getIfPresent(name);
        long now = clock.millis();
        if (entry == null || now >= entry.usableUntil()) {
            return join(name).map(Fetched::answer);
        }
        if (now >= entry.until()) {
            return orStale(name, join(name).map(Fetched::answer), entry);
        }
        if (now >= entry.askAt() && !flights.containsKey(name)) {
            join(name);
        }
        meter.hit(entry.stale() ? STALE : LOCAL, entry.answer());
        return entry.completed();
    }

    /** What is held for the name, and of use at least should the DNS fail; asks nobody. */
    Optional<Remembered<A>> remembered(String name) {
        return Optional.ofNullable(entries.getIfPresent(name)).flatMap(this::remembered);
    }

    /** In no order, lazily, as good as the memory is at each moment. */
    Stream<Map.Entry<String, Remembered<A>>> remembered() {
        return entries.asMap().entrySet().stream()
                .flatMap(entry -> remembered(entry.getValue()).stream().map(held -> Map.entry(entry.getKey(), held)));
    }

    long size() {
        return entries.estimatedSize();
    }

    void forget(String name) {
        entries.invalidate(name);
    }

    private Optional<Remembered<A>> remembered(Entry<A> entry) {
        long now = clock.millis();
        return now >= entry.usableUntil() ? Optional.empty()
                : Optional.of(new Remembered<>(entry.answer(), entry.source(), now >= end(entry.answer())));
    }

    /** Whoever comes after the first that waited in vain does not wait. */
    private Future<A> orStale(String name, Future<A> asked, Entry<A> old) {
        return asked.isComplete() ? asked : asked.timeout(STALE_AFTER_MILLIS, TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (!(failure instanceof TimeoutException)) {
                        return Future.failedFuture(failure);
                    }
                    entries.asMap().replace(name, old, old.asStale(clock.millis()));
                    meter.hit(STALE, old.answer());
                    return old.completed();
                });
    }

    /** Many loops wait for one flight, so each is brought home to its own context. */
    private Future<Fetched<A>> join(String name) {
        long started = System.nanoTime();
        var flight = new CompletableFuture<Fetched<A>>();
        var other = flights.putIfAbsent(name, flight);
        if (other != null) {
            return metered(Future.fromCompletionStage(other, vertx.getOrCreateContext()), started);
        }
        var known = entries.getIfPresent(name);
        long now = clock.millis();
        if (known != null && now < known.until() && now < known.askAt()) { // landed between our look and our start
            var landed = new Fetched<>(LOCAL, known.answer());
            flights.remove(name, flight);
            flight.complete(landed);
            return metered(Future.succeededFuture(landed), started);
        }
        var held = known != null && now < end(known.answer()) ? Optional.of(known.answer()) : Optional.<A>empty();
        var landing = Future.succeededFuture(name).compose(asked -> question.ask(asked, held))
                .map(fetched -> keep(name, fetched, held))
                .onComplete(kept -> {
                    flights.remove(name, flight);
                    if (kept.succeeded()) {
                        flight.complete(kept.result());
                    } else {
                        flight.completeExceptionally(kept.cause());
                    }
                });
        return metered(landing, started);
    }

    private Future<Fetched<A>> metered(Future<Fetched<A>> landing, long started) {
        return landing.onSuccess(
                fetched -> meter.asked(fetched.source(), fetched.answer(), System.nanoTime() - started));
    }

    private Fetched<A> keep(String name, Optional<Fetched<A>> newer, Optional<A> held) {
        var old = entries.getIfPresent(name);
        long now = clock.millis();
        if (newer.isEmpty()) {
            if (old != null) {
                entries.put(name, old.askedAgain(now + LOOK_AGAIN_MILLIS));
            }
            return new Fetched<>(LOCAL, held.orElseThrow());
        }
        var fetched = newer.get();
        if (!fetched.answer().failure() || old == null || now >= old.usableUntil()) {
            store(name, fetched, now);
            return fetched;
        }
        long again = end(fetched.answer());
        boolean stale = now >= end(old.answer());
        entries.put(name, stale ? old.asStale(again) : old.askedAgain(again));
        return new Fetched<>(stale ? STALE : LOCAL, old.answer());
    }

    /** Nodes that had their answer from each other end it together, so the next question is asked at a time drawn by lot. */
    private void store(String name, Fetched<A> fetched, long now) {
        long end = end(fetched.answer());
        if (end <= now) {
            entries.invalidate(name);
            return;
        }
        boolean lasting = fetched.answer().mayServeStale();
        long early = (end - now) / 10;
        long askAt = lasting ? end - early - ThreadLocalRandom.current().nextLong(early + 1) : Long.MAX_VALUE;
        entries.put(name, new Entry<>(Future.succeededFuture(fetched.answer()), fetched.source(), false, askAt, end,
                lasting ? end + staleMillis : end));
    }

    private static long end(Perishable answer) {
        return answer.expiresAt().toEpochMilli();
    }
}
