package io.postern.loadtest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.postern.smtp.Reply;

/** The generator's counting while it runs; confined to its event loop. */
final class LoadTally {

    private static final int MOST_TROUBLES = 200;
    private static final int MOST_EXAMPLES = 20;
    private static final String OTHER = "other";

    private final long startedNanos = System.nanoTime();
    private final long warmupNanos;
    private final MessageIds sent = new MessageIds();
    private final MessageIds infected = new MessageIds();
    private final MessageIds acknowledged = new MessageIds();
    private final MessageIds refused = new MessageIds();
    private final MessageIds uncertain = new MessageIds();
    private final SortedMap<MessageId, String> givenUp = new TreeMap<>();
    private final SortedMap<String, Long> acknowledgedBy = new TreeMap<>();
    private final SortedMap<String, Trouble> troubles = new TreeMap<>();
    private final Latencies latencies = new Latencies();
    private final Latencies services = new Latencies();
    private final Latencies thisSecond = new Latencies();
    private final List<Moment> moments = new ArrayList<>();
    private long open;
    private long taken;
    private long measured;
    private long lastMeasuredNanos;
    private long retries;
    private long octets;
    private long deferrals;
    private long refusals;
    private Moment before = new Moment(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

    LoadTally(Duration warmup) {
        this.warmupNanos = warmup.toNanos();
    }

    long nanosSinceStart() {
        return System.nanoTime() - startedNanos;
    }

    long startedNanos() {
        return startedNanos;
    }

    void due(MessageId id, boolean isInfected) {
        open++;
        sent.add(id);
        if (isInfected) {
            infected.add(id);
        }
    }

    void acknowledged(MessageId id, String target, long dueNanos, long serviceNanos, int messageOctets) {
        open--;
        taken++;
        acknowledged.add(id);
        acknowledgedBy.merge(target, 1L, Long::sum);
        octets += messageOctets;
        long now = nanosSinceStart();
        thisSecond.add(now - dueNanos);
        if (dueNanos >= warmupNanos) {
            measured++;
            lastMeasuredNanos = now;
            latencies.add(now - dueNanos);
            services.add(serviceNanos);
        }
    }

    long acknowledged() {
        return taken;
    }

    void uncertain(MessageId id) {
        uncertain.add(id);
    }

    void refused(MessageId id, Reply reply) {
        refused.add(id);
        refusals++;
        answer(reply);
        givenUp(id, reply.toString());
    }

    void givenUp(MessageId id, String why) {
        open--;
        if (givenUp.size() < MOST_EXAMPLES) {
            givenUp.put(id, why);
        }
    }

    void deferred() {
        deferrals++;
    }

    void retried() {
        retries++;
    }

    /** An answer other than 2xx, by code and enhanced status. */
    void answer(Reply reply) {
        trouble(reply.code() + reply.status().map(status -> " " + status).orElse(""), reply.toString());
    }

    void trouble(String what, String example) {
        var key = troubles.size() < MOST_TROUBLES || troubles.containsKey(what) ? what : OTHER;
        troubles.merge(key, new Trouble(1, example), (old, one) -> new Trouble(old.count() + 1, old.example()));
    }

    /** Messages that are due and neither acknowledged nor given up. */
    long open() {
        return open;
    }

    /** Ends a second and begins the next. */
    Moment moment(int sessions, int waiting) {
        var at = Duration.ofNanos(nanosSinceStart());
        var so = new Moment(at, at.minus(before.at()), sent.size(), taken, deferrals, refusals,
                thisSecond.quantile(0.5), thisSecond.quantile(0.99), thisSecond.quantile(1), sessions, waiting);
        thisSecond.clear();
        var moment = new Moment(so.at(), so.length(), so.due() - before.due(), so.acknowledged() - before.acknowledged(),
                so.deferred() - before.deferred(), so.refused() - before.refused(), so.p50(), so.p99(), so.longest(),
                sessions, waiting);
        before = so;
        moments.add(moment);
        return moment;
    }

    LoadReport report() {
        return new LoadReport(sent, infected, acknowledged, refused, uncertain, givenUp, acknowledgedBy, troubles, retries,
                octets, Duration.ofNanos(nanosSinceStart()), measured,
                Duration.ofNanos(Math.max(0, lastMeasuredNanos - warmupNanos)), latencies, services, moments);
    }
}
