package io.postern.relay;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.tls.TlsPolicy;
import io.vertx.core.internal.ContextInternal;

/**
 * The connections of one event loop: in use by one transaction, or idle until the next one to the same address with the
 * same demand for TLS and of the same origin. Only clean ones become idle. All methods on the loop.
 */
final class RelayPool {

    /** Gets the connection, or the reason why there is none; exactly one call of these two. */
    interface Lessee {

        void leased(RelayConnection connection, boolean reused);

        /** Before one of the two others: an address of the same host could not be connected to. */
        void unreached(Outcome outcome);

        void failed(Outcome outcome);
    }

    private record Key(InetSocketAddress address, TlsPolicy tls, Origin origin) {

        static Key of(RelayConnection connection) {
            return of(connection.hop(), connection.origin());
        }

        static Key of(Candidate hop, Origin origin) {
            return new Key(hop.address(), hop.tls(), origin);
        }
    }

    private final ContextInternal context;
    private final Config config;
    private final HostPermits permits;
    private final Metrics metrics;
    private final Opener opener;
    private final Consumer<InetSocketAddress> giveUpIdle = this::giveUpIdle;
    private final Map<Key, ArrayDeque<RelayConnection>> idle = new HashMap<>();
    private final Map<Key, ArrayDeque<PermitWait>> waiting = new HashMap<>();
    private final Set<RelayConnection> open = new HashSet<>();
    private int idleCount;
    private boolean sweeping;
    private boolean closing;

    RelayPool(ContextInternal context, Config config, HostPermits permits, Metrics metrics, Opener opener) {
        this.context = context;
        this.config = config;
        this.permits = permits;
        this.metrics = metrics;
        this.opener = opener;
        permits.register(giveUpIdle);
    }

    void lease(Wanted wanted, boolean fresh, Lessee lessee) {
        var hop = wanted.hop();
        var key = Key.of(hop, wanted.origin());
        var warm = fresh ? Optional.<RelayConnection>empty() : takeIdle(key, wanted.rival());
        if (warm.isPresent()) {
            metrics.reused();
            lessee.leased(warm.get(), true);
            return;
        }
        boolean permitted = permits.tryAcquire(hop.address());
        if (!permitted && closeOneIdle(hop.address())) {
            permitted = permits.tryAcquire(hop.address());
        }
        if (permitted) {
            opener.open(this, wanted, lessee);
        } else {
            awaitPermit(key, wanted, lessee);
        }
    }

    private Optional<RelayConnection> takeIdle(Key key, Optional<Candidate> rival) {
        var warm = takeIdle(key);
        return warm.isPresent() || rival.isEmpty() ? warm : takeIdle(Key.of(rival.get(), key.origin()));
    }

    private Optional<RelayConnection> takeIdle(Key key) {
        var free = idle.get(key);
        while (free != null && !free.isEmpty()) {
            var connection = free.pollLast();
            countIdle(-1);
            if (isFit(connection)) {
                return Optional.of(connection);
            }
            connection.quit();
        }
        return Optional.empty();
    }

    private boolean isFit(RelayConnection connection) {
        int most = Math.min(config.relay().messagesPerConnection(), connection.capabilities().mailMax());
        return connection.isClean() && connection.messages() < most
                && connection.ageNanos() < config.relay().maxAge().toNanos();
    }

    private void awaitPermit(Key key, Wanted wanted, Lessee lessee) {
        var wait = new PermitWait(context, permits, this, left -> noLongerWaits(key, left), lessee,
                wanted.budgetDeadlineNanos(), () -> opener.open(this, wanted, lessee));
        waiting.computeIfAbsent(key, any -> new ArrayDeque<>()).add(wait);
        wait.start(key.address());
    }

    /** Of keys there are as many as clients where those are announced: none stays that nobody waits for. */
    private void noLongerWaits(Key key, PermitWait wait) {
        waiting.computeIfPresent(key, (any, queue) -> {
            queue.remove(wait);
            return queue.isEmpty() ? null : queue;
        });
    }

    void opened(RelayConnection connection) {
        open.add(connection);
    }

    void gone(RelayConnection connection) {
        open.remove(connection);
        var free = idle.get(Key.of(connection));
        if (free != null && free.remove(connection)) {
            countIdle(-1);
        }
    }

    /** Ends a lease after a clean final reply; a transaction that left anything unread or unsaid closes instead. */
    void giveBack(RelayConnection connection) {
        var address = connection.hop().address();
        if (closing || !isFit(connection) || permits.isStarvingBeside(address, this)) {
            connection.quit();
            return;
        }
        var key = Key.of(connection);
        for (var next = firstWaiting(key); next.isPresent(); next = firstWaiting(key)) {
            noLongerWaits(key, next.get());
            if (next.get().leave()) {
                metrics.reused();
                next.get().lessee().leased(connection, true);
                return;
            }
        }
        if (permits.isAwaited(address)) {
            connection.quit(); // another loop, or another key, waits: nobody would wake this connection for it
            return;
        }
        connection.rest();
        idle.computeIfAbsent(key, any -> new ArrayDeque<>()).add(connection);
        countIdle(1);
        sweepLater();
    }

    private Optional<PermitWait> firstWaiting(Key key) {
        return Optional.ofNullable(waiting.get(key)).map(ArrayDeque::peek);
    }

    private void countIdle(int delta) {
        idleCount += delta;
        metrics.relayIdle(delta);
    }

    private void sweepLater() {
        if (!sweeping && idleCount > 0) {
            sweeping = true;
            context.owner().setTimer(Math.max(1, config.relay().idle().toMillis() / 2), timer -> sweep());
        }
    }

    private void sweep() {
        sweeping = false;
        long limit = config.relay().idle().toNanos();
        for (var free : new ArrayList<>(idle.values())) {
            while (!free.isEmpty() && free.peekFirst().idleNanos() >= limit) {
                countIdle(-1);
                free.pollFirst().quit();
            }
        }
        idle.values().removeIf(ArrayDeque::isEmpty);
        sweepLater();
    }

    /** Another loop, or another key, waits for a permit that an idle connection of ours holds. */
    private void giveUpIdle(InetSocketAddress address) {
        context.runOnContext(nothing -> closeOneIdle(address));
    }

    private boolean closeOneIdle(InetSocketAddress address) {
        for (var free : idle.entrySet()) {
            if (free.getKey().address().equals(address) && !free.getValue().isEmpty()) {
                countIdle(-1);
                free.getValue().pollFirst().quitNow();
                return true;
            }
        }
        return false;
    }

    /** QUITs the idle ones; those in use follow when they are given back. */
    void close() {
        closing = true;
        permits.unregister(giveUpIdle);
        for (var free : new ArrayList<>(idle.values())) {
            while (!free.isEmpty()) {
                countIdle(-1);
                free.pollLast().quit();
            }
        }
    }

    /** Connections now open, idle ones included. */
    int open() {
        return open.size();
    }

    int idle() {
        return idleCount;
    }

    /** Keys for which deliveries wait. */
    int awaited() {
        return waiting.size();
    }
}
