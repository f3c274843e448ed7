package io.postern.relay;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * How many connections the whole node may have to one next hop. Who finds none free waits in order of coming; pools are
 * asked then to give up an idle connection to that hop. Thread-safe; one for the node.
 */
public final class HostPermits {

    private static final long STARVING_NANOS = 500_000_000L;

    private final int perHop;
    private final Map<InetSocketAddress, Hop> hops = new HashMap<>();
    private final CopyOnWriteArrayList<Consumer<InetSocketAddress>> pools = new CopyOnWriteArrayList<>();

    public HostPermits(int perHop) {
        this.perHop = perHop;
    }

    private static final class Hop {
        private int taken;
        private final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
    }

    /** A place in the queue. {@code granted} is called at most once, on any thread. */
    static final class Ticket {
        private final InetSocketAddress hop;
        private final Object owner;
        private final Runnable granted;
        private final long sinceNanos = System.nanoTime();

        private Ticket(InetSocketAddress hop, Object owner, Runnable granted) {
            this.hop = hop;
            this.owner = owner;
            this.granted = granted;
        }
    }

    /** {@code giveUpIdle} is called on any thread and may do nothing. */
    void register(Consumer<InetSocketAddress> giveUpIdle) {
        pools.add(giveUpIdle);
    }

    void unregister(Consumer<InetSocketAddress> giveUpIdle) {
        pools.remove(giveUpIdle);
    }

    synchronized boolean tryAcquire(InetSocketAddress address) {
        var hop = hops.computeIfAbsent(address, key -> new Hop());
        if (hop.taken >= perHop || !hop.waiting.isEmpty()) {
            return false;
        }
        hop.taken++;
        return true;
    }

    /** Joins the queue after {@link #tryAcquire} said no. Calls {@code granted} at once if a permit came free between. */
    Ticket await(InetSocketAddress address, Object owner, Runnable granted) {
        var ticket = new Ticket(address, owner, granted);
        boolean free;
        synchronized (this) {
            var hop = hops.computeIfAbsent(address, key -> new Hop());
            free = hop.taken < perHop && hop.waiting.isEmpty();
            if (free) {
                hop.taken++;
            } else {
                hop.waiting.add(ticket);
            }
        }
        if (free) {
            granted.run();
        } else {
            pools.forEach(pool -> pool.accept(address));
        }
        return ticket;
    }

    /** Leaves the queue; false if the permit has been granted already and is the caller's to release. */
    synchronized boolean cancel(Ticket ticket) {
        var hop = hops.get(ticket.hop);
        return hop != null && hop.waiting.remove(ticket);
    }

    void release(InetSocketAddress address) {
        Ticket next;
        synchronized (this) {
            var hop = hops.get(address);
            next = hop.waiting.poll();
            if (next == null && --hop.taken == 0) {
                hops.remove(address);
            }
        }
        if (next != null) {
            next.granted.run();
        }
    }

    /** Whether somebody else than {@code owner} has waited so long that a connection should not stay with its loop. */
    synchronized boolean isStarvingBeside(InetSocketAddress address, Object owner) {
        var hop = hops.get(address);
        var head = hop == null ? null : hop.waiting.peek();
        return head != null && head.owner != owner && System.nanoTime() - head.sinceNanos > STARVING_NANOS;
    }

    /** Whether anyone at all waits for a permit. */
    synchronized boolean isAwaited(InetSocketAddress address) {
        var hop = hops.get(address);
        return hop != null && !hop.waiting.isEmpty();
    }

    /** Connections now open or being opened to all hops. */
    public synchronized int taken() {
        return hops.values().stream().mapToInt(hop -> hop.taken).sum();
    }
}
