package io.postern.relay;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.postern.config.Config;
import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.postern.route.HopHealth;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One delivery over its candidates: at most five addresses and two that came as far as MAIL. */
final class Attempts {

    private static final int MAX_ADDRESSES = 5;
    private static final int MAX_HANDSHAKES = 2;
    /** How long a larger message takes tells of the message. */
    private static final int TELLING_OCTETS = 64 << 10;

    private final Delivery delivery;
    private final RelayPool pool;
    private final Config config;
    private final HopHealth health;
    private final Metrics metrics;
    private final Promise<Outcome> promise;
    private List<Candidate> candidates;
    private Outcome last = new Outcome.Lost(Optional.empty(), Phase.CONNECT, "no candidate", false);
    /** Time may heal what another candidate suffered, so what this one lacks must not make it a 5xx (I7). */
    private boolean mayHeal;
    private int tried;
    private long sinceNanos;
    private int handshakes;

    Attempts(Delivery delivery, RelayPool pool, Config config, HopHealth health, Metrics metrics, Promise<Outcome> promise) {
        this.delivery = delivery;
        this.pool = pool;
        this.config = config;
        this.health = health;
        this.metrics = metrics;
        this.promise = promise;
        this.candidates = delivery.candidates();
    }

    Future<Outcome> start() {
        next();
        return promise.future();
    }

    private void next() {
        if (!delivery.stillWanted().getAsBoolean()) {
            last = new Outcome.Lost(Optional.empty(), Phase.CONNECT, "not wanted any more", false);
            promise.complete(last);
        } else if (delivery.budgetSpent()) {
            promise.complete(new Outcome.BudgetSpent(Phase.CONNECT));
        } else {
            attempt(begin(), false);
        }
    }

    /** The next one in order, but one that turned bad since they were put in order waits until the others were asked. */
    private Candidate begin() {
        sinceNanos = System.nanoTime();
        int next = tried++;
        for (int i = next; i < candidates.size(); i++) {
            var hop = candidates.get(i);
            if (health.tryBegin(hop)) {
                if (i > next) {
                    candidates = moved(candidates, i, next);
                }
                return hop;
            }
        }
        health.begin(candidates.get(next));
        return candidates.get(next);
    }

    private static List<Candidate> moved(List<Candidate> order, int from, int to) {
        var changed = new ArrayList<>(order);
        changed.add(to, changed.remove(from));
        return changed;
    }

    private boolean mayTryAnother() {
        return tried < Math.min(MAX_ADDRESSES, candidates.size()) && handshakes < MAX_HANDSHAKES;
    }

    private void attempt(Candidate hop, boolean fresh) {
        var wanted = new Wanted(hop, rival(hop), delivery.way().origin(), delivery.budgetDeadlineNanos(),
                delivery.witness().trace());
        long askedNanos = System.nanoTime();
        pool.lease(wanted, fresh, new RelayPool.Lessee() {
            private boolean hopIsOut;

            @Override
            public void leased(RelayConnection connection, boolean reused) {
                delivery.witness().connected(System.nanoTime() - askedNanos);
                transact(last(turned(wanted, connection.hop().address())), connection, reused);
            }

            @Override
            public void unreached(Outcome outcome) {
                var loser = turned(wanted, outcome);
                hopIsOut |= loser == hop;
                tell(loser, outcome);
                metrics.failover(FailoverRule.phase(outcome).label(), FailoverRule.cause(outcome));
            }

            @Override
            public void failed(Outcome outcome) {
                delivery.witness().connected(System.nanoTime() - askedNanos);
                judge(last(hopIsOut ? turned(wanted, wanted.rival().orElse(hop).address()) : turned(wanted, outcome)), outcome);
            }

            private Candidate last(Candidate one) {
                if (one != hop && !hopIsOut) {
                    health.abandoned(hop.address());
                }
                return one;
            }
        });
    }

    /** The same host's next address of another family, unless it is known bad: the two may be connected to side by side. */
    private Optional<Candidate> rival(Candidate hop) {
        for (int i = tried; i < Math.min(MAX_ADDRESSES, candidates.size()); i++) {
            var other = candidates.get(i);
            if (other.isOtherFamilyOf(hop) && !health.isBad(other.address())) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }

    private Candidate turned(Wanted wanted, Outcome outcome) {
        return turned(wanted, FailoverRule.hop(outcome).orElse(wanted.hop()).address());
    }

    /** Which of the two it became; the rival has had its turn then. */
    private Candidate turned(Wanted wanted, InetSocketAddress address) {
        if (wanted.rival().isEmpty() || address.equals(wanted.hop().address())) {
            return wanted.hop();
        }
        var rival = wanted.rival().get();
        health.begin(rival);
        candidates = moved(candidates, candidates.indexOf(rival), tried++);
        return rival;
    }

    private void transact(Candidate hop, RelayConnection connection, boolean reused) {
        new Transaction(connection, pool, config, metrics, delivery, reused, (outcome, unheard) -> {
            if (unheard) {
                attempt(hop, true);
            } else {
                // a hop that lacks something was asked for nothing, and the next one may have it
                handshakes += outcome instanceof Outcome.Lacks ? 0 : 1;
                judge(hop, outcome);
            }
        }).start();
    }

    private void judge(Candidate hop, Outcome outcome) {
        tell(hop, outcome);
        boolean duplicate = outcome instanceof Outcome.Lost lost && lost.duplicatePossible()
                || outcome instanceof Outcome.Babble babble && babble.duplicatePossible();
        if (duplicate) {
            metrics.duplicateRisk();
        }
        boolean lacks = outcome instanceof Outcome.Lacks;
        last = lacks && mayHeal ? last : outcome;
        mayHeal |= !lacks;
        if (FailoverRule.mayGoOn(outcome) && mayTryAnother()) {
            metrics.failover(FailoverRule.phase(outcome).label(), FailoverRule.cause(outcome));
            next();
        } else {
            promise.complete(last);
        }
    }

    /** What the attempt says of the hop's health. */
    private void tell(Candidate hop, Outcome outcome) {
        switch (FailoverRule.health(outcome)) {
            case TROUBLE -> health.failed(hop.address(), FailoverRule.trouble(outcome));
            case ANSWERS -> health.succeeded(hop.address());
            case UNSAID -> health.abandoned(hop.address());
        }
        if (outcome instanceof Outcome.Accepted && delivery.body().heldOctets() <= TELLING_OCTETS) {
            health.took(hop.address(), System.nanoTime() - sinceNanos);
        }
    }
}
