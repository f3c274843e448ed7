package io.postern;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.postern.gateway.Generation;
import io.vertx.core.Vertx;

/** What a node does again and again: looks at its files, sends its digest, forgets old marks, and tells how it fares. */
final class Rounds {

    private static final long MARKS_MILLIS = Duration.ofHours(6).toMillis();
    private static final long PULSE_MILLIS = 1000;

    private final Node node;
    private final Generations generations;
    private final AtomicReference<Generation> current;
    private final List<Path> configuration;
    private final FileWatch configurationWatch;
    private final FileWatch files;
    private long fileWatch;

    /** {@code configuration}: the node's file, if it has one. Looks at the files, as they are before they are read. */
    Rounds(Node node, Generations generations, AtomicReference<Generation> current, List<Path> configuration, List<Path> watched) {
        this.node = node;
        this.generations = generations;
        this.current = current;
        this.configuration = configuration;
        this.configurationWatch = new FileWatch(configuration);
        this.files = new FileWatch(watched);
    }

    void start(Vertx vertx) {
        fileWatch = vertx.setPeriodic(FileWatch.PERIOD_MILLIS, _ -> vertx.executeBlocking(this::lookAtFiles));
        if (node.config().handling().digest().isPresent()) {
            vertx.setPeriodic(Digests.PERIOD.toMillis(), _ -> node.digest());
        }
        vertx.setPeriodic(MARKS_MILLIS, _ -> node.marks().purge(node.config().handling().auditRetention()));
        vertx.setPeriodic(PULSE_MILLIS, _ -> node.beat(Instant.now()));
    }

    /** A node that drains takes no other configuration; the rest goes on. */
    void drain(Vertx vertx) {
        vertx.cancelTimer(fileWatch);
    }

    private Void lookAtFiles() {
        if (configurationWatch.hasChanged(configuration)) {
            node.reload(Generations.Trigger.FILE);
        }
        if (files.hasChanged(current.get().files())) {
            generations.renew(current);
        }
        generations.turnTickets(current.get());
        return null;
    }
}
