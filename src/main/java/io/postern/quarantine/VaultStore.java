package io.postern.quarantine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.postern.message.Body;
import io.postern.message.BodyBudget;
import io.postern.message.HeaderField;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/**
 * The quarantine: parcels in a {@link Vault}, which is the truth, and an index of this node to find them by. All that blocks
 * runs on a few workers of its own, so that a disk or a store that hangs holds up nothing else, and housekeeping on one
 * more. {@link #start()} before use, {@link #close()} after.
 */
final class VaultStore implements QuarantineStore {

    private static final long HOUSEKEEPING_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long RECOUNT_MILLIS = 1_000;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Vault vault;
    private final Packing packing;
    private final OpenIndex index;
    private final Housekeeping housekeeping;
    private final BodyBudget budget;
    private final WorkerExecutor workers;
    private final Runnable closing;
    private volatile long timer = NO_TIMER;
    private volatile long counter = NO_TIMER;

    /** {@code closing} ends what the parts have under way, and is called once. */
    VaultStore(Vertx vertx, Vault vault, Packing packing, OpenIndex index, Housekeeping housekeeping, BodyBudget budget,
            WorkerExecutor workers, Runnable closing) {
        this.vertx = vertx;
        this.vault = vault;
        this.packing = packing;
        this.index = index;
        this.housekeeping = housekeeping;
        this.budget = budget;
        this.workers = workers;
        this.closing = closing;
    }

    /** The stock is taken, and counted, beside; it is listed as it is found. */
    @Override
    public Future<Void> start() {
        timer = vertx.setPeriodic(HOUSEKEEPING_MILLIS, _ -> prepared().eventually(housekeeping::run));
        counter = vertx.setPeriodic(RECOUNT_MILLIS, _ -> housekeeping.recount());
        return prepared().onComplete(_ -> housekeeping.run());
    }

    private Future<Void> prepared() {
        return onWorker(() -> {
            vault.prepare();
            return null;
        });
    }

    @Override
    public Future<Void> store(QuarantinedMessage message, Body body, ByteBuf trace, Duration within) {
        long endNanos = System.nanoTime() + within.toNanos();
        var traceOctets = ByteBufUtil.getBytes(trace);
        body.retain();
        return this.<Void>onWorker(() -> {
            var left = Duration.ofNanos(endNanos - System.nanoTime());
            if (!left.isPositive()) {
                throw new IOException("the message's time was over before a worker was free");
            }
            put(message.withSubject(subject(body)), body, traceOctets, left);
            return null;
        }).onComplete(_ -> body.release());
    }

    private void put(QuarantinedMessage message, Body body, byte[] trace, Duration left) throws IOException {
        var parcel = packing.pack(message, trace.length + body.contentOctets(),
                () -> new SequenceInputStream(new ByteArrayInputStream(trace), body.contentStream()));
        vault.put(parcel, left);
        index.note(it -> it.add(message, parcel.length()));
        housekeeping.count(1, parcel.length());
    }

    private static String subject(Body body) throws IOException {
        try (var content = body.contentStream()) {
            return HeaderField.first(content, "subject");
        }
    }

    @Override
    public Future<QuarantinePage> list(QuarantineQuery query, Optional<String> after, int limit) {
        var context = vertx.getOrCreateContext();
        return Future.future(page -> refreshed().onComplete(_ -> context.runOnContext(_ ->
                onWorker(() -> index.asked(it -> it.find(query, after, limit))).onComplete(page))));
    }

    /** Completes after a while in any case. */
    private Future<?> refreshed() {
        var refreshed = housekeeping.refresh();
        if (refreshed.isComplete()) {
            return refreshed;
        }
        var patience = vertx.timer(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
        return Future.any(refreshed, patience).onComplete(_ -> patience.cancel());
    }

    @Override
    public Future<Optional<QuarantinedMessage>> find(String id) {
        return onWorker(() -> {
            var stored = known(id) ? vault.head(id) : Optional.<InputStream>empty();
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            try (var unpacked = packing.unpack(id, stored.get())) {
                return Optional.of(unpacked.message());
            }
        });
    }

    @Override
    public Future<Boolean> delete(String id) {
        return onWorker(() -> {
            boolean deleted = known(id) && vault.delete(id);
            if (known(id)) {
                index.note(it -> it.remove(id));
            }
            if (deleted) {
                housekeeping.count(-1, 0);
            }
            return deleted;
        });
    }

    @Override
    public Future<Body> open(String id) {
        var context = vertx.getOrCreateContext();
        return content(id).compose(content -> StoredBody.read(context, workers, content, budget).onComplete(_ -> closed(content)));
    }

    @Override
    public Future<InputStream> content(String id) {
        return onWorker(() -> {
            var stored = known(id) ? vault.get(id) : Optional.<InputStream>empty();
            return packing.unpack(id, stored.orElseThrow(() -> new NoSuchFileException(id))).content();
        });
    }

    private static boolean known(String id) {
        return QuarantinedMessage.isId(id);
    }

    @Override
    public long count() {
        return housekeeping.messages();
    }

    /** Stock is taken, and what has had its time goes, now. */
    Future<Void> housekeeping() {
        var underWay = housekeeping.run();
        return underWay.eventually(housekeeping::run);
    }

    /** What is under way is given up; what is being stored then fails. */
    @Override
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(counter);
        closing.run();
        return housekeeping.close().eventually(workers::close).eventually(() -> vertx.executeBlocking(() -> {
            index.close();
            vault.close();
            return null;
        }, false));
    }

    private <T> Future<T> onWorker(Callable<T> blocking) {
        return workers.executeBlocking(blocking, false);
    }

    private void closed(InputStream content) {
        onWorker(() -> {
            content.close();
            return null;
        });
    }
}
