package io.postern.relay;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.postern.observe.Metrics;
import io.postern.route.Candidate;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;

/**
 * One host's connection: its address, and its address of the other family when the first has failed, or has not answered
 * after 250 ms (RFC 8305 §5). The first to connect wins; the other is closed before a word is spoken on it, and keeps its
 * permit until then. The rival runs only if there is a permit without waiting.
 */
final class ConnectRace {

    /** {@code unreached} may come before either of the two others, of which one comes once. */
    interface Result {

        void connected(Candidate hop, NetSocket socket);

        /** This address failed while the other may still do. */
        void unreached(Candidate hop, String cause);

        void failed(Candidate hop, String cause);
    }

    static final long HEAD_START_MILLIS = 250;

    private final Vertx vertx;
    private final Dialler dialler;
    private final HostPermits permits;
    private final Metrics metrics;
    private final Wanted wanted;
    private final List<InetAddress> sources;
    private final long connectMillis;
    private final Result result;
    private Optional<Candidate> rival;
    private long timer = -1;
    private int running;
    private boolean over;

    ConnectRace(Vertx vertx, Dialler dialler, HostPermits permits, Metrics metrics, Wanted wanted, long connectMillis,
            Result result) {
        this.vertx = vertx;
        this.dialler = dialler;
        this.permits = permits;
        this.metrics = metrics;
        this.wanted = wanted;
        this.sources = wanted.origin().sources();
        this.connectMillis = connectMillis;
        this.result = result;
        this.rival = wanted.rival();
    }

    /** The caller has the permit for the first; it is given back if its connection does not win. */
    void start() {
        if (rival.isPresent()) {
            timer = vertx.setTimer(HEAD_START_MILLIS, _ -> startRival());
        }
        connect(wanted.hop());
    }

    private void startRival() {
        var second = rival;
        rival = Optional.empty();
        if (!over && second.isPresent() && permits.tryAcquire(second.get().address())) {
            connect(second.get());
        }
    }

    private void connect(Candidate hop) {
        running++;
        long startNanos = System.nanoTime();
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(wanted.budgetDeadlineNanos() - startNanos);
        int millis = (int) Math.max(1, Math.min(connectMillis, leftMillis));
        dialler.dial(hop.address(), sources, millis).onComplete(dialled -> {
            metrics.phase(Phase.CONNECT.label(), dialled.succeeded() ? "ok" : "lost", System.nanoTime() - startNanos);
            dialled(hop, dialled);
        });
    }

    private void dialled(Candidate hop, AsyncResult<NetSocket> dialled) {
        running--;
        if (dialled.failed()) {
            permits.release(hop.address());
            if (!over) {
                lost(hop, String.valueOf(dialled.cause().getMessage()));
            }
        } else if (over) {
            dialled.result().close().onComplete(_ -> permits.release(hop.address()));
        } else {
            end();
            result.connected(hop, dialled.result());
        }
    }

    private void lost(Candidate hop, String cause) {
        startRival();
        if (running > 0) {
            result.unreached(hop, cause);
        } else {
            end();
            result.failed(hop, cause);
        }
    }

    private void end() {
        over = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }
}
