package io.postern.message;

import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * Takes one message's octets, in wire form or as content, as they come from the client. Memory first; once half of the node's budget
 * is in use, a body past the threshold moves to a temporary file, and so does any body that finds no memory left.
 *
 * <p>All methods on the context it was made for. It ends with {@link #finish} or {@link #discard}.
 */
public final class BodyWriter {

    /** What became of the octets. */
    public enum Appended {
        KEPT,
        /** Neither memory nor disk has room, or the disk failed. All is released; further octets are dropped. */
        EXHAUSTED
    }

    private static final int FLUSH_OCTETS = 128 << 10;
    private static final Future<Appended> KEPT = Future.succeededFuture(Appended.KEPT);
    private static final Future<Appended> EXHAUSTED = Future.succeededFuture(Appended.EXHAUSTED);

    private final BodyBudget budget;
    private final Context context;
    private HeldSlices slices;
    private Optional<SpillFile> file = Optional.empty();
    private Optional<Future<Appended>> flushing = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();
    private long fileOctets;
    private boolean over;

    public BodyWriter(BodyBudget budget, Context context) {
        this.budget = budget;
        this.context = context;
        this.slices = new HeldSlices(budget);
    }

    /**
     * Takes over {@code octets}. The answer is complete at once unless a file is written: then pause the client until it
     * is. Octets that come nevertheless wait for it, in order.
     */
    public Future<Appended> append(ByteBuf octets) {
        if (flushing.isPresent()) {
            return flushing.get().compose(earlier -> append(octets));
        }
        if (over) {
            octets.release();
            return EXHAUSTED;
        }
        if (slices.add(octets)) {
            return isSpillDue() ? spill() : KEPT;
        }
        slices.addUncharged(octets);
        return spill();
    }

    /**
     * The body in wire form, without its last {@code terminatorOctets}, which may be spread over buffers and file. The
     * caller holds the one reference. Not while an append is incomplete, nor after one was exhausted.
     *
     * @param contentOctets octets without stuffed dots, as counted on the wire
     */
    public Body finish(int terminatorOctets, long contentOctets, boolean eightBit) {
        close();
        fileOctets -= slices.dropLast(terminatorOctets);
        if (fileOctets < 0) {
            throw new IllegalArgumentException("body is shorter than " + terminatorOctets);
        }
        long lineDots = fileOctets + slices.octets() - contentOctets;
        return body(Body.Form.WIRE, new BodyTraits(contentOctets, eightBit, false, lineDots, true));
    }

    /** The body as content, with the same conditions as {@link #finish}. */
    public Body finishContent(BodyTraits traits) {
        close();
        return body(Body.Form.CONTENT, traits);
    }

    private void close() {
        if (over || flushing.isPresent()) {
            throw new IllegalStateException("body is not complete");
        }
        over = true;
    }

    private Body body(Body.Form form, BodyTraits traits) {
        return new Body(budget, file, fileOctets, slices, form, traits);
    }

    /** Releases everything; does nothing after {@link #finish} or when it was done already. */
    public void discard() {
        if (!over) {
            over = true;
            release();
        }
    }

    /** Why the disk failed, for the log; empty if the budget was exhausted. */
    public Optional<Throwable> failure() {
        return failure;
    }

    private boolean isSpillDue() {
        return slices.charged() > (file.isEmpty() ? budget.spillThreshold() : FLUSH_OCTETS) && budget.isCrowded();
    }

    private Future<Appended> spill() {
        var target = file.orElseGet(() -> new SpillFile(budget, context.owner()));
        file = Optional.of(target);
        long octets = slices.octets();
        if (!target.reserve(octets)) {
            discard();
            return EXHAUSTED;
        }
        var batch = slices;
        slices = new HeldSlices(budget);
        var written = context.<Void>executeBlocking(() -> {
            target.append(batch.slices());
            return null;
        }, false);
        var flushed = written.transform(result -> {
            batch.release();
            flushing = Optional.empty();
            return spilled(octets, Optional.ofNullable(result.cause()));
        });
        flushing = flushed.isComplete() ? Optional.empty() : Optional.of(flushed);
        return flushed;
    }

    private Future<Appended> spilled(long octets, Optional<Throwable> cause) {
        if (over) {
            release();
            return EXHAUSTED;
        }
        if (cause.isPresent()) {
            failure = cause;
            discard();
            return EXHAUSTED;
        }
        fileOctets += octets;
        return KEPT;
    }

    /** The file is left open while a worker writes to it; {@link #spilled} comes back here. */
    private void release() {
        slices.release();
        if (flushing.isEmpty()) {
            file.ifPresent(SpillFile::close);
            file = Optional.empty();
        }
    }
}
