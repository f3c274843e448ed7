package io.postern.loadtest;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The generator's counting while it runs; confined to its event loop. */
final class LoadTally {

    private final Load load;
    private final long startedNanos = System.nanoTime();
    private final Set<MessageId> sent = new TreeSet<>();
    private final Set<MessageId> infected = new TreeSet<>();
    private final Set<MessageId> acknowledged = new HashSet<>();
    private final Set<MessageId> uncertain = new TreeSet<>();
    private final SortedMap<MessageId, String> givenUp = new TreeMap<>();
    private final SortedMap<String, Integer> acknowledgedBy = new TreeMap<>();
    private final SortedMap<String, Integer> troubles = new TreeMap<>();
    private final Latencies latencies = new Latencies();
    private int retries;
    private long octets;

    LoadTally(Load load) {
        this.load = load;
        for (int i = 0; i < load.messages(); i++) {
            var id = new MessageId(i);
            sent.add(id);
            if (load.isInfected(id)) {
                infected.add(id);
            }
        }
    }

    void acknowledged(LoadMessage message, Target target, long nanos) {
        acknowledged.add(message.id());
        acknowledgedBy.merge(target.name(), 1, Integer::sum);
        latencies.add(nanos);
        octets += message.octets().length();
    }

    int acknowledged() {
        return acknowledged.size();
    }

    void uncertain(MessageId id) {
        uncertain.add(id);
    }

    void givenUp(MessageId id, String why) {
        givenUp.put(id, why);
    }

    void retried(String why) {
        retries++;
        trouble(why);
    }

    void trouble(String what) {
        troubles.merge(what, 1, Integer::sum);
    }

    boolean isComplete() {
        return acknowledged.size() + givenUp.size() == load.messages();
    }

    LoadReport report() {
        return new LoadReport(sent, infected, acknowledged, uncertain, givenUp, acknowledgedBy, troubles, retries, octets,
                Duration.ofNanos(System.nanoTime() - startedNanos), latencies);
    }
}
