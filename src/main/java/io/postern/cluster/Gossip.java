package io.postern.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.postern.observe.Metrics;

/**
 * Tells all nodes something, and hears what they tell, by a topic of its own: each keeps what it heard in its own memory, so
 * that to read it never leaves the node. Nothing is told twice or kept for those who are away: what gets lost costs a
 * question. Telling returns at once, from any thread; while the grid is away, or far behind, it does nothing.
 *
 * <p>A saying is sealed and numbered, so that a member that only overhears others can neither speak for them nor repeat
 * what they said.
 */
final class Gossip {

    private static final int MOST_WAITING = 1_000;
    private static final int MOST_SPEAKERS = 10_000;
    /** How wrong two nodes' clocks may be; the numbers of a speaker are remembered for longer. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private final Subject subject;
    private final Supplier<String> self;
    private final Seal seal;
    private final InstantSource clock;
    private final Metrics metrics;
    private final long id = ThreadLocalRandom.current().nextLong();
    private final AtomicLong count = new AtomicLong();
    private final Cache<Long, Long> heard = Caffeine.newBuilder().maximumSize(MOST_SPEAKERS)
            .expireAfterAccess(CLOCK_SKEW.multipliedBy(3)).executor(Runnable::run).build();
    private final ThreadPoolExecutor tongue = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING), Thread.ofVirtual().name("postern-gossip").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private volatile Optional<ITopic<Object>> topic = Optional.empty();

    /** What it is about. */
    interface Subject {

        String topic();

        /** The meter's label. */
        String operation();

        /** Once, before all others: {@code tell} says something to all nodes. */
        void begin(Consumer<Words> tell);

        /** Each second, on the grid's thread: the time to tell what has gathered, or what still holds. */
        void beat();

        /** {@code node} is the name of the one who says it. On the grid's event thread; what is malformed throws. */
        void hear(String node, DataInputStream said) throws IOException;

        /** Whether all nodes are on one machine, so that loopback is the same place for all. Before the first hearing. */
        default void oneMachine(boolean one) {
        }
    }

    /** What is to be said, into octets. */
    interface Words {
        void into(DataOutputStream out) throws IOException;
    }

    /** {@code self} names this node. */
    Gossip(Subject subject, Supplier<String> self, Seal seal, InstantSource clock, Metrics metrics) {
        this.subject = subject;
        this.self = self;
        this.seal = seal;
        this.clock = clock;
        this.metrics = metrics;
        tongue.allowCoreThreadTimeOut(true);
        subject.begin(this::tell);
    }

    Subject subject() {
        return subject;
    }

    /** From the thread that keeps the grid, once a {@link SharedValue} has been serialised: the first time may block. */
    void attach(ITopic<Object> joined) {
        joined.addMessageListener(this::heard);
        topic = Optional.of(joined);
    }

    void detach() {
        topic = Optional.empty();
    }

    void tell(Words words) {
        if (topic.isPresent()) {
            tongue.execute(() -> say(words));
        }
    }

    private void say(Words words) {
        try {
            topic.ifPresent(it -> it.publish(saying(words)));
        } catch (HazelcastInstanceNotActiveException leaving) {
            metrics.gridOperation(subject.operation(), "skipped", 0);
        } catch (HazelcastException | IllegalStateException failure) {
            metrics.gridOperation(subject.operation(), "failed", 0);
        }
    }

    /** Numbered where it is said, so that numbers rise in the order of saying. */
    SharedValue saying(Words words) {
        var octets = new ByteArrayOutputStream(128);
        try (var out = new DataOutputStream(octets)) {
            out.writeLong(id);
            out.writeLong(count.incrementAndGet());
            out.writeUTF(self.get());
            words.into(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seal.close(subject.topic(), "", octets.toByteArray(), clock.instant().plus(CLOCK_SKEW).toEpochMilli());
    }

    /** On the grid's event thread. The object is only deserialised when it is asked for. */
    private void heard(Message<Object> message) {
        try {
            hear(message.getMessageObject());
        } catch (HazelcastSerializationException e) {
            seal.forged();
            metrics.gridOperation(subject.operation(), "refused", 0);
        }
    }

    /** Something came by the topic, from whomever. */
    void hear(Object message) {
        var result = switch (seal.open(subject.topic(), "", message)) {
            case Seal.Opened.Forged _ -> "forged";
            case Seal.Opened.Expired _ -> "expired";
            case Seal.Opened.Genuine genuine -> understood(genuine.octets());
        };
        metrics.gridOperation(subject.operation(), result, 0);
    }

    private String understood(byte[] octets) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            long speaker = in.readLong();
            long number = in.readLong();
            var node = in.readUTF();
            if (speaker == id) {
                return "own";
            }
            var before = heard.getIfPresent(speaker);
            if (before != null && number <= before) {
                return "stale";
            }
            heard.put(speaker, number);
            subject.hear(node, in);
            return in.read() < 0 ? "heard" : "babble";
        } catch (IOException | IllegalArgumentException e) {
            return "babble";
        }
    }
}
