package io.postern.policy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.postern.config.Config.Rate;

/** In this node's own memory: a leaking bucket for each key, so many keys at most. */
public final class LocalRateCounter implements RateCounter {

    private static final int MOST_KEYS = 200_000;
    /** More than this many times the rate's number is not held against anybody. */
    private static final int MOST_DEBT = 3;

    private final LongSupplier nanoClock;
    private final Cache<Key, Bucket> buckets;

    /** A key's digest, for what is counted should not be read, and two are alike by chance only; its rate, which may change. */
    private record Key(long digest, Rate rate) {
    }

    private static final class Bucket {

        private double level;
        private long atNanos;

        private Bucket(long now) {
            atNanos = now;
        }

        private void leak(Rate rate, long now) {
            double leaked = (double) (now - atNanos) * rate.count() / rate.time().toNanos();
            level = Math.max(0, level - leaked);
            atNanos = now;
        }

        private synchronized boolean allows(Rate rate, long now) {
            leak(rate, now);
            return level + 1 <= rate.count();
        }

        private synchronized void took(int number, Rate rate, long now) {
            leak(rate, now);
            level = Math.min(level + number, (double) MOST_DEBT * rate.count());
        }
    }

    public LocalRateCounter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.buckets = Caffeine.newBuilder().maximumSize(MOST_KEYS).ticker(nanoClock::getAsLong).executor(Runnable::run)
                .expireAfter(Expiry.<Key, Bucket>accessing((key, _) -> kept(key.rate()))).build();
    }

    /** An empty bucket and none are the same. */
    private static Duration kept(Rate rate) {
        return rate.time().multipliedBy(MOST_DEBT);
    }

    @Override
    public boolean allows(String key, Rate rate) {
        var bucket = buckets.getIfPresent(new Key(digest(key), rate));
        return bucket == null || bucket.allows(rate, nanoClock.getAsLong());
    }

    @Override
    public void took(String key, Rate rate) {
        took(digest(key), rate, 1);
    }

    /** So many, here or elsewhere. */
    public void took(long digest, Rate rate, int number) {
        long now = nanoClock.getAsLong();
        buckets.get(new Key(digest, rate), _ -> new Bucket(now)).took(number, rate, now);
    }

    /** The same on all nodes. */
    public static long digest(String key) {
        try {
            var octets = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(octets).getLong();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
