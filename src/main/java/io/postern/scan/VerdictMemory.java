package io.postern.scan;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;

/** Verdicts on content: this node's own first, then those of others. Outlives the generations; bounded; thread-safe. */
public final class VerdictMemory {

    private static final int MOST_VERDICTS = 50_000;
    private static final Future<Optional<Verdict>> NOBODY_ASKED = Future.succeededFuture(Optional.empty());

    private record Kept(Verdict verdict, Duration kept) {
    }

    private final VerdictCache shared;
    private final Cache<String, Kept> own;

    public VerdictMemory(VerdictCache shared, Ticker ticker) {
        this.shared = shared;
        this.own = Caffeine.newBuilder().maximumSize(MOST_VERDICTS).ticker(ticker).executor(Runnable::run)
                .expireAfter(Expiry.<String, Kept>writing((_, kept) -> kept.kept())).build();
    }

    Future<Optional<Verdict>> get(String key, Duration kept, GridPatience patience) {
        var known = own.getIfPresent(key);
        return known != null ? Future.succeededFuture(Optional.of(known.verdict())) : elsewhere(key, patience).map(found -> {
            found.ifPresent(verdict -> own.put(key, new Kept(verdict, kept)));
            return found;
        });
    }

    private Future<Optional<Verdict>> elsewhere(String key, GridPatience patience) {
        long millis = patience.leftMillis();
        if (millis <= 0) {
            return NOBODY_ASKED;
        }
        var answer = shared.get(key);
        if (answer.isComplete()) {
            return answer;
        }
        long asked = System.nanoTime();
        return answer.timeout(millis, TimeUnit.MILLISECONDS).otherwise(Optional.empty())
                .onComplete(_ -> patience.spend(System.nanoTime() - asked));
    }

    /** That a scanner could not look says nothing of the content. */
    void put(String key, Verdict verdict, Duration kept) {
        if (!(verdict instanceof Verdict.Unsure)) {
            own.put(key, new Kept(verdict, kept));
            shared.put(key, verdict, kept);
        }
    }
}
