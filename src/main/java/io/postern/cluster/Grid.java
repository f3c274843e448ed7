package io.postern.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import io.postern.observe.MailLog;
import org.slf4j.event.Level;

/**
 * Keeps one Hazelcast member alive beside the node, on a virtual thread of its own: starts it, gives the tenant a beat
 * each second, and when it cannot start or dies, tries again with growing pauses. Nothing in the node waits for it.
 */
final class Grid {

    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LEAVE_CAP = Duration.ofSeconds(5);

    private final Path file;
    private final String instanceName;
    private final Tenant tenant;
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile Optional<HazelcastInstance> member = Optional.empty();
    private volatile boolean joined;
    private volatile boolean merging;

    Grid(Path file, String instanceName, Tenant tenant) {
        this.file = file;
        this.instanceName = instanceName;
        this.tenant = tenant;
    }

    /** Who lives on the grid. Called on the grid's thread, where blocking is allowed, except the farewell. */
    interface Tenant {

        void joined(HazelcastInstance member);

        void beat();

        /** The member has died; another may come. */
        void lost();

        /** Before the member leaves in order; on a thread of its own, which is not waited for long. */
        void farewell();
    }

    void start() {
        // Hazelcast's static loggers are made before any configuration is read.
        if (System.getProperty("hazelcast.logging.type") == null) {
            System.setProperty("hazelcast.logging.type", "slf4j");
        }
        Thread.ofVirtual().name("postern-grid").start(this::keep);
    }

    /** The member runs, its tenant has moved in, and it is not just moving to another cluster. */
    boolean up() {
        var current = member;
        return joined && !merging && current.isPresent() && current.get().getLifecycleService().isRunning();
    }

    Optional<HazelcastInstance> member() {
        return member;
    }

    /** Blocks for 6 seconds at most; the member is gone, or cut off, afterwards. */
    void leave() {
        left.countDown();
        var current = member;
        if (current.isEmpty()) {
            return;
        }
        var leaving = Thread.ofVirtual().name("postern-grid-leave").start(() -> {
            quietly("grid-farewell-failed", tenant::farewell);
            quietly("grid-leave-failed", current.get()::shutdown);
        });
        if (!endsWithin(leaving, LEAVE_CAP)) {
            MailLog.event(Level.WARN, "grid-leave-cut", "after", LEAVE_CAP);
            var cutting = Thread.ofVirtual().name("postern-grid-cut").start(() ->
                quietly("grid-leave-failed", current.get().getLifecycleService()::terminate));
            endsWithin(cutting, BEAT);
        }
        member = Optional.empty();
    }

    private void keep() {
        var pause = SHORTEST_PAUSE;
        while (!leaving(Duration.ZERO)) {
            var startNanos = System.nanoTime();
            if (!attempt()) {
                return;
            }
            var livedLong = System.nanoTime() - startNanos > LONGEST_PAUSE.toNanos();
            pause = livedLong ? SHORTEST_PAUSE : pause;
            if (leaving(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4)))) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** One life of a member. False: the configuration asks for none. */
    private boolean attempt() {
        try {
            var config = GridRules.read(file, instanceName);
            if (config.isEmpty()) {
                MailLog.event(Level.INFO, "grid-off", "why", "no joiner is enabled", "file", file);
                return false;
            }
            config.get().addListenerConfig(new ListenerConfig((LifecycleListener) this::changed));
            config.get().addListenerConfig(new ListenerConfig(new Membership()));
            live(Hazelcast.newHazelcastInstance(config.get()));
        } catch (IOException | RuntimeException e) {
            MailLog.event(Level.WARN, "grid-failed", "file", file, "cause", e);
        } finally {
            joined = false;
            quietly("grid-lost", tenant::lost);
        }
        return true;
    }

    private void live(HazelcastInstance started) {
        member = Optional.of(started);
        merging = false;
        try {
            if (leaving(Duration.ZERO)) {
                return;
            }
            tenant.joined(started);
            tenant.beat();
            joined = true;
            MailLog.event(Level.INFO, "grid-joined", "members", started.getCluster().getMembers().size());
            while (!leaving(BEAT) && started.getLifecycleService().isRunning()) {
                quietly("grid-beat-failed", tenant::beat);
            }
            if (!leaving(Duration.ZERO)) {
                MailLog.event(Level.WARN, "grid-lost", "why", "the member stopped by itself");
            }
        } finally {
            if (!joined || !leaving(Duration.ZERO)) {
                started.getLifecycleService().terminate();
                member = Optional.empty();
            }
        }
    }

    private void changed(LifecycleEvent event) {
        if (event.getState() == LifecycleState.MERGING) {
            merging = true;
        } else if (event.getState() == LifecycleState.MERGED || event.getState() == LifecycleState.MERGE_FAILED) {
            merging = false;
        }
    }

    /** Tells the log who comes and goes. */
    private static final class Membership implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            if (!event.getMember().localMember()) {
                tell("joined", event);
            }
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            tell("left", event);
        }

        private static void tell(String what, MembershipEvent event) {
            MailLog.event(Level.INFO, "grid-member", what, event.getMember().getAddress(), "members", event.getMembers().size());
        }
    }

    private boolean leaving(Duration within) {
        try {
            return left.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean endsWithin(Thread thread, Duration cap) {
        try {
            return thread.join(cap);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A member that is going away fails whatever is asked of it; that is no news. */
    private static void quietly(String event, Runnable step) {
        try {
            step.run();
        } catch (HazelcastInstanceNotActiveException e) {
            MailLog.event(Level.DEBUG, event, "cause", e);
        } catch (HazelcastException | IllegalStateException e) {
            MailLog.event(Level.WARN, event, "cause", e);
        }
    }
}
