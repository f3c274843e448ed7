package io.postern.cluster;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.postern.config.Secret;
import io.postern.observe.Metrics;
import io.postern.route.MxAnswer;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SharedCacheTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Seal seal = new Seal(new Secret("secret"), clock);
    private final SharedCache<MxAnswer> cache =
            new SharedCache<>(SharedKind.MX, vertx, seal, clock, new GridBreaker(nanos::get), metrics);

    @AfterEach
    void close() {
        metrics.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void beforeTheGridIsThereNothingIsAsked() {
        assertEquals(Optional.empty(), got());
        cache.put("example.com", new MxAnswer.NullMx(NOW.plusSeconds(60)));
        attach(() -> CompletableFuture.completedFuture(null));
        cache.detach();
        assertEquals(Optional.empty(), got());
        assertEquals(0, asked.get());
    }

    @Test
    void aGridThatDoesNotAnswerIsAskedThreeTimesThenNotForASecond() {
        attach(CompletableFuture::new);
        for (var i = 0; i < 5; i++) {
            assertEquals(Optional.empty(), got());
        }
        assertEquals(3, asked.get());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        got();
        got();
        assertEquals(4, asked.get());
    }

    @Test
    void aGridThatIsGoneIsAMiss() {
        attach(() -> {
            throw new HazelcastInstanceNotActiveException();
        });
        assertEquals(Optional.empty(), got());
    }

    @Test
    void aLifeLongerThanAnHourIsCutWhenRead() {
        var octets = MxOctets.write(new MxAnswer.NullMx(NOW)).orElseThrow();
        var expiry = NOW.plus(Duration.ofDays(30)).toEpochMilli();
        var value = seal.close(SharedKind.MX.map(), "example.com", octets, expiry);
        attach(() -> CompletableFuture.completedFuture(value));
        assertEquals(Optional.of(new MxAnswer.NullMx(NOW.plus(Duration.ofHours(1)))), got());
    }

    @Test
    void octetsThatAreNoAnswerAreAMissThoughWellSealed() {
        var value = seal.close(SharedKind.MX.map(), "example.com", new byte[] {9}, NOW.plusSeconds(60).toEpochMilli());
        attach(() -> CompletableFuture.completedFuture(value));
        assertEquals(Optional.empty(), got());
        assertTrue(metrics.scrape().contains("result=\"babble\""));
    }

    @Test
    void theFirstToAskHasTheLease() {
        attach(() -> CompletableFuture.completedFuture(null));
        assertTrue(leased());
        attach(() -> CompletableFuture.completedFuture(lease(NOW.plusSeconds(1))));
        assertFalse(leased());
    }

    @Test
    void aLeaseThatIsOverOrForgedIsNobodys() {
        attach(() -> CompletableFuture.completedFuture(lease(NOW)));
        assertTrue(leased());
        attach(() -> CompletableFuture.completedFuture(new SharedValue(new byte[0], NOW.plusSeconds(1).toEpochMilli(),
                new byte[32])));
        assertTrue(leased());
    }

    @Test
    void aGridThatIsAwayOrSilentGivesEveryoneTheLease() {
        assertTrue(leased());
        attach(CompletableFuture::new);
        assertTrue(leased());
    }

    private boolean leased() {
        return cache.lease("example.com").toCompletionStage().toCompletableFuture().join();
    }

    private SharedValue lease(Instant end) {
        return seal.close(SharedKind.MX.leases().orElseThrow(), "example.com", new byte[0], end.toEpochMilli());
    }

    private void attach(Supplier<CompletionStage<Object>> answer) {
        cache.attach(map(answer), Optional.of(map(answer)));
    }

    private Optional<MxAnswer> got() {
        return cache.get("example.com").toCompletionStage().toCompletableFuture().join();
    }

    /** A map whose every call is answered in this way, and counted. */
    @SuppressWarnings("unchecked")
    private IMap<String, Object> map(Supplier<CompletionStage<Object>> answer) {
        return (IMap<String, Object>) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {IMap.class},
                (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    return answer.get();
                });
    }
}
