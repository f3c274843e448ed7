package io.postern.scan;

import java.util.concurrent.TimeUnit;

import io.vertx.core.net.SocketAddress;

/** One of the {@link Addresses}, under whose lock its state changes. */
final class ScanAddress {

    private static final long AVOIDED_FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_DOUBLINGS = 5;

    private final SocketAddress socket;
    private final Permits permits;
    private int underWay;
    private int failures;
    private long avoidedUntilNanos;

    ScanAddress(SocketAddress socket, int atOnce) {
        this.socket = socket;
        this.permits = new Permits(atOnce);
    }

    SocketAddress socket() {
        return socket;
    }

    Permits permits() {
        return permits;
    }

    int underWay() {
        return underWay;
    }

    boolean isWelcome(long nowNanos) {
        return failures == 0 || avoidedUntilNanos - nowNanos <= 0 && underWay == 0;
    }

    void begins() {
        underWay++;
    }

    /** Whether it is avoided from now on. Several failures of messages that were under way together are one. */
    boolean ends(Attempt.Effect effect, long nowNanos) {
        underWay--;
        return switch (effect) {
            case ANSWERED -> {
                failures = 0;
                yield false;
            }
            case LOST, SILENT -> {
                boolean anew = failures == 0 || avoidedUntilNanos - nowNanos <= 0;
                if (anew) {
                    avoidedUntilNanos = nowNanos + (AVOIDED_FIRST_NANOS << Math.min(failures, MOST_DOUBLINGS));
                    failures++;
                }
                yield anew;
            }
            case NONE -> false;
        };
    }
}
