package io.postern.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.postern.config.Config;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.HeaderField;
import io.postern.observe.MailLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import org.slf4j.event.Level;

/**
 * The quarantine in a folder of the local file system; {@link QuarantineFolder} knows the files. File I/O runs on a few
 * workers of its own, so that a disk that hangs holds up nothing else. {@link #start()} before use, {@link #close()} after.
 */
public final class DirectoryStore implements QuarantineStore {

    private static final int WORKERS = 4;
    private static final Duration SWEEP_AFTER = Duration.ofHours(1);
    private static final long PURGE_EVERY_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long NO_TIMER = -1;
    /** Of descriptions in a list, some ten thousand: an outbreak must not be more than a node can remember. */
    private static final long LISTED_OCTETS = 8 << 20;

    private final Vertx vertx;
    private final QuarantineFolder folder;
    private final Duration retention;
    private final BodyBudget budget;
    private final UnaryOperator<String> subjectText;
    private final InstantSource clock;
    private final WorkerExecutor workers;
    private final AtomicLong count = new AtomicLong();
    private volatile long timer = NO_TIMER;

    /** {@code subjectText} makes of a subject as it was written what a person reads, and searches for. */
    public DirectoryStore(Vertx vertx, Config.Quarantine config, BodyBudget budget, UnaryOperator<String> subjectText) {
        this(vertx, config, budget, subjectText, InstantSource.system(), _ -> { });
    }

    DirectoryStore(
            Vertx vertx, Config.Quarantine config, BodyBudget budget, UnaryOperator<String> subjectText,
            InstantSource clock, Consumer<QuarantineFolder.Step> afterStep) {
        this.vertx = vertx;
        this.folder = new QuarantineFolder(config.path(), afterStep);
        this.retention = config.retention();
        this.budget = budget;
        this.subjectText = subjectText;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("postern-quarantine", WORKERS);
    }

    /**
     * Makes the folder, clears away what crashes left, counts. Fails if the folder is unusable, and tries again then with
     * each purge, so that the node may start nevertheless.
     */
    public Future<Void> start() {
        timer = vertx.setPeriodic(PURGE_EVERY_MILLIS, _ -> purge().onFailure(
                broken -> MailLog.limited(Level.WARN, "quarantine-purge-failed", broken)));
        return purge();
    }

    @Override
    public Future<Void> store(QuarantinedMessage message, Body body, ByteBuf trace, Duration within) {
        var traceOctets = ByteBufUtil.getBytes(trace);
        body.retain();
        return this.<Void>onWorker(() -> {
            try (var content = body.contentStream()) {
                folder.write(message.withSubject(subject(body)), traceOctets, content);
            }
            count.incrementAndGet();
            return null;
        }).onComplete(_ -> body.release());
    }

    private static String subject(Body body) throws IOException {
        try (var content = body.contentStream()) {
            return HeaderField.first(content, "subject");
        }
    }

    @Override
    public Future<QuarantinePage> list(QuarantineQuery query, Optional<String> after, int limit) {
        return onWorker(() -> {
            var found = folder.newest(LISTED_OCTETS).stream().filter(each -> Matching.holds(query, each.withSubject(subjectText.apply(each.subject()))))
                    .sorted(Comparator.comparing(DirectoryStore::place).reversed()).toList();
            var rest = found.stream().filter(each -> after.isEmpty() || place(each).compareTo(after.get()) < 0).toList();
            var page = rest.stream().limit(limit).toList();
            return new QuarantinePage(page, found.size(),
                    page.size() < rest.size() ? Optional.of(place(page.getLast())) : Optional.empty());
        });
    }

    /** Where a message stands in time. */
    private static String place(QuarantinedMessage message) {
        return "%015d-%s".formatted(message.time().toEpochMilli(), message.id());
    }

    @Override
    public Future<Optional<QuarantinedMessage>> find(String id) {
        return onWorker(() -> folder.read(id));
    }

    @Override
    public Future<Boolean> delete(String id) {
        return onWorker(() -> deleted(id));
    }

    @Override
    public Future<Body> open(String id) {
        var context = vertx.getOrCreateContext();
        return onWorker(() -> folder.open(id))
                .compose(file -> StoredBody.read(context, file, budget).onComplete(_ -> closed(file)));
    }

    @Override
    public Future<InputStream> content(String id) {
        return onWorker(() -> Channels.newInputStream(folder.open(id)));
    }

    @Override
    public long count() {
        return count.get();
    }

    /** Removes what is past its retention and what crashes left behind; counts anew. */
    Future<Void> purge() {
        return onWorker(() -> {
            var now = clock.instant();
            folder.create();
            folder.sweep(now.minus(SWEEP_AFTER).toEpochMilli());
            count.set(kept(now));
            return null;
        });
    }

    /** Stops purging and working; what is being stored then fails. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return workers.close();
    }

    private long kept(Instant now) throws IOException {
        var kept = new AtomicLong();
        folder.visit(message -> {
            if (message.time().plus(retention).isBefore(now)) {
                folder.delete(message.id());
            } else {
                kept.incrementAndGet();
            }
        });
        return kept.get();
    }

    private boolean deleted(String id) throws IOException {
        boolean deleted = folder.delete(id);
        if (deleted) {
            count.decrementAndGet();
        }
        return deleted;
    }

    private <T> Future<T> onWorker(Callable<T> blocking) {
        return workers.executeBlocking(blocking, false);
    }

    private void closed(FileChannel file) {
        onWorker(() -> {
            file.close();
            return null;
        });
    }
}
