package io.postern.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.route.HopHealth;
import io.postern.smtp.Mailbox;
import io.postern.tls.ClientTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/**
 * Hands messages over to next hops by SMTP, for the sessions of one event loop: made, used and closed on that loop, and
 * its connections never leave it. Reports outcomes, and judges none of them beyond whether another candidate may try.
 */
public final class Relay {

    /** Of one loop at once: beyond, messages have the connections. */
    private static final int MOST_QUESTIONS = 20;

    private final ContextInternal context;
    private final Config config;
    private final HopHealth health;
    private final Metrics metrics;
    private final RouteGates gates;
    private final Dialler dialler;
    private final RelayPool pool;
    private int questions;

    /** Call on the event loop. {@code permits}, {@code gates} and {@code tls} are the node's, one for all loops. */
    public Relay(Vertx vertx, Config config, HopHealth health, HostPermits permits, RouteGates gates, ClientTls tls,
            Metrics metrics) {
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.config = config;
        this.health = health;
        this.metrics = metrics;
        this.gates = gates;
        this.dialler = new Dialler(vertx, config.relay().sourceAddresses());
        this.pool = new RelayPool(context, config, permits, metrics, new Opener(vertx, dialler, config, permits, tls, metrics));
    }

    /**
     * Asks the best next hop that is not known bad whether it would take a recipient, and sends nothing. The future completes
     * within {@code patience} and a little, and fails only by a bug.
     */
    public Future<Verification> verify(List<Candidate> candidates, Mailbox recipient, Way way, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        if (questions >= MOST_QUESTIONS) {
            return context.succeededFuture(new Verification.Unsaid("too many questions at once"));
        }
        questions++;
        return verify(candidates, recipient, way, deadlineNanos).onComplete(_ -> questions--);
    }

    private Future<Verification> verify(List<Candidate> candidates, Mailbox recipient, Way way, long deadlineNanos) {
        if (way.limit().isEmpty()) {
            return ask(candidates, recipient, way, deadlineNanos);
        }
        var gate = gates.of(way.limit().get());
        return gate.enter(context, deadlineNanos).compose(inside -> inside
                ? ask(candidates, recipient, way, deadlineNanos).onComplete(_ -> gate.leave())
                : context.succeededFuture(new Verification.Unsaid("no place in time")));
    }

    private Future<Verification> ask(List<Candidate> candidates, Mailbox recipient, Way way, long deadlineNanos) {
        for (var hop : candidates) {
            if (health.tryBegin(hop)) {
                var wanted = new Wanted(hop, Optional.empty(), way.origin(), deadlineNanos, "");
                return new RecipientQuestion(wanted, recipient, pool, config, health, context.promise()).start();
            }
        }
        return context.succeededFuture(new Verification.Unsaid("all next hops are in trouble"));
    }

    /** Tries the candidates in their order. The future fails only by a bug. */
    public Future<Outcome> deliver(Delivery delivery) {
        if (delivery.candidates().isEmpty()) {
            return context.succeededFuture(new Outcome.Lost(Optional.empty(), Phase.CONNECT, "no candidate", false));
        }
        return delivery.way().limit().isEmpty() ? attempt(delivery) : attempt(delivery, gates.of(delivery.way().limit().get()));
    }

    private Future<Outcome> attempt(Delivery delivery, RouteGate gate) {
        return gate.enter(context, delivery.budgetDeadlineNanos()).compose(inside -> inside
                ? attempt(delivery).onComplete(_ -> gate.leave())
                : context.succeededFuture(new Outcome.BudgetSpent(Phase.CONNECT)));
    }

    private Future<Outcome> attempt(Delivery delivery) {
        return new Attempts(delivery, pool, config, health, metrics, context.promise()).start();
    }

    /**
     * Says QUIT to idle next hops and closes; may be called on any thread. Deliveries under way are to be over by now;
     * what is left of them is lost.
     */
    public Future<Void> close() {
        var closed = context.<Void>promise();
        context.runOnContext(nothing -> {
            pool.close();
            dialler.close().onComplete(closed);
        });
        return closed.future();
    }

    /** Connections now open on this loop, idle ones included. */
    int open() {
        return pool.open();
    }

    int idle() {
        return pool.idle();
    }

    int awaited() {
        return pool.awaited();
    }
}
