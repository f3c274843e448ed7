package io.postern.cluster;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import io.postern.policy.SharedSince;
import io.postern.route.Perishable;
import io.postern.route.SharedAnswers;
import io.vertx.core.Future;

/** Since when something is so, in a map of the grid. */
record SharedMoments(SharedAnswers<Moment> answers, InstantSource clock) implements SharedSince {

    /** Eight octets: milliseconds since the epoch. */
    record Moment(Instant since, Instant expiresAt) implements Perishable {

        @Override
        public boolean failure() {
            return false;
        }

        @Override
        public boolean mayServeStale() {
            return false;
        }

        Optional<byte[]> write() {
            return Optional.of(ByteBuffer.allocate(Long.BYTES).putLong(since.toEpochMilli()).array());
        }

        static Optional<Moment> read(byte[] octets, Instant expiresAt) {
            return octets.length == Long.BYTES
                    ? Optional.of(new Moment(Instant.ofEpochMilli(ByteBuffer.wrap(octets).getLong()), expiresAt)) : Optional.empty();
        }
    }

    @Override
    public Future<Optional<Instant>> get(String key) {
        return answers.get(key).map(found -> found.map(Moment::since));
    }

    @Override
    public void put(String key, Instant since, Duration kept) {
        answers.put(key, new Moment(since, clock.instant().plus(kept)));
    }
}
