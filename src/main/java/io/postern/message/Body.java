package io.postern.message;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * One message's body, as it came: in the wire form of DATA (dot-stuffed, everything before the final dot; empty or ending
 * with CRLF) or as the content that BDAT carries. A first part may be in a temporary file, the rest is in memory. The octets
 * never change.
 *
 * <p>Counted references, starting with one; the last release returns memory, disk and budget. Thread-safe.
 */
public final class Body {

    /** What the octets are that a body holds. */
    public enum Form { WIRE, CONTENT }

    private final BodyBudget budget;
    private final Optional<SpillFile> file;
    private final long fileOctets;
    private final HeldSlices held;
    private final Form form;
    private final BodyTraits traits;
    private final AtomicInteger references = new AtomicInteger(1);
    private final Queue<Body> kept = new ConcurrentLinkedQueue<>();

    Body(BodyBudget budget, Optional<SpillFile> file, long fileOctets, HeldSlices held, Form form, BodyTraits traits) {
        this.budget = budget;
        this.file = file;
        this.fileOctets = fileOctets;
        this.held = held;
        this.form = form;
        this.traits = traits;
    }

    public Form form() {
        return form;
    }

    public BodyTraits traits() {
        return traits;
    }

    /** Octets as the SIZE extension counts them, without stuffed dots (RFC 1870 §5). */
    public long contentOctets() {
        return traits.octets();
    }

    /** Octets in the form in which they are held. */
    public long heldOctets() {
        return fileOctets + held.octets();
    }

    /** True if any octet is above 127. */
    public boolean eightBit() {
        return traits.eightBit();
    }

    public boolean isSpilled() {
        return file.isPresent();
    }

    public Body retain() {
        if (!tryRetain()) {
            throw new IllegalStateException("body was released");
        }
        return this;
    }

    /** False if it was released. */
    boolean tryRetain() {
        return references.getAndUpdate(count -> count > 0 ? count + 1 : 0) > 0;
    }

    public void release() {
        int before = references.getAndUpdate(count -> Math.max(0, count - 1));
        if (before == 0) {
            throw new IllegalStateException("body was released");
        }
        if (before == 1) {
            held.release();
            file.ifPresent(SpillFile::close);
            releaseKept();
        }
    }

    /** Another body, made of this one, lives as long as this, and no longer: takes over its one reference. */
    public void keep(Body made) {
        kept.add(made);
        if (references.get() == 0) {
            releaseKept();
        }
    }

    private void releaseKept() {
        for (var made = kept.poll(); made != null; made = kept.poll()) {
            made.release();
        }
    }

    /** For a body that is made of this one, in the same budget. */
    public BodyWriter writer(Context context) {
        return new BodyWriter(budget, context);
    }

    /**
     * The content, whatever the form. Reading blocks if a part is in a file, so it is for worker threads, which must not be
     * interrupted. The caller holds a reference until it has read: whoever reads on after the last release finds an {@link
     * java.io.IOException}, and never another's octets. Closing does nothing.
     */
    public InputStream contentStream() {
        return new ContentStream(this);
    }

    /**
     * Gives the octets in the form in which they are held, in order, in slices of at most 64 KiB from a file and as they are held from memory, each with
     * one reference that is the sink's. The next one is given when the sink's future is complete. Called on {@code
     * context}, and the sink is called there. Holds a reference itself.
     */
    public Future<Void> forEachSlice(Context context, Function<ByteBuf, Future<Void>> sink) {
        return new SlicePump(this, context, sink).start();
    }

    /** The octets as they are held, at once, one reference each for the caller; empty if a part of it is in a file. */
    public Optional<List<ByteBuf>> memorySlices() {
        if (isSpilled()) {
            return Optional.empty();
        }
        retain();
        try {
            var slices = new ArrayList<ByteBuf>(held.slices().size());
            for (var slice : held.slices()) {
                slices.add(slice.retainedDuplicate());
            }
            return Optional.of(slices);
        } finally {
            release();
        }
    }

    BodyBudget budget() {
        return budget;
    }

    Optional<SpillFile> file() {
        return file;
    }

    long fileOctets() {
        return fileOctets;
    }

    /** The part behind the file. Not to be changed. */
    List<ByteBuf> heldSlices() {
        return held.slices();
    }
}
