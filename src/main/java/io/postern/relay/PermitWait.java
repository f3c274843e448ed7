package io.postern.relay;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.vertx.core.internal.ContextInternal;

/** One delivery waiting for a connection: for a permit to open one, or for one of its own loop that comes free. */
final class PermitWait {

    private final ContextInternal context;
    private final HostPermits permits;
    private final Object owner;
    private final Consumer<PermitWait> left;
    private final RelayPool.Lessee lessee;
    private final long deadlineNanos;
    private final Runnable open;
    private HostPermits.Ticket ticket;
    private InetSocketAddress address;
    private long timer;
    private boolean over;

    PermitWait(ContextInternal context, HostPermits permits, Object owner, Consumer<PermitWait> left,
            RelayPool.Lessee lessee, long deadlineNanos, Runnable open) {
        this.context = context;
        this.permits = permits;
        this.owner = owner;
        this.left = left;
        this.lessee = lessee;
        this.deadlineNanos = deadlineNanos;
        this.open = open;
    }

    void start(InetSocketAddress hop) {
        address = hop;
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
        timer = context.owner().setTimer(Math.max(1, millis), id -> {
            if (leave()) {
                left.accept(this);
                lessee.failed(new Outcome.BudgetSpent(Phase.CONNECT));
            }
        });
        ticket = permits.await(hop, owner, () -> context.runOnContext(nothing -> granted()));
    }

    private void granted() {
        if (over) {
            permits.release(address);
            return;
        }
        end();
        left.accept(this);
        open.run();
    }

    /** Stops waiting; false if that is over already. A permit that is on its way is given back when it comes. */
    boolean leave() {
        if (over) {
            return false;
        }
        end();
        permits.cancel(ticket);
        return true;
    }

    private void end() {
        over = true;
        context.owner().cancelTimer(timer);
    }

    RelayPool.Lessee lessee() {
        return lessee;
    }
}
