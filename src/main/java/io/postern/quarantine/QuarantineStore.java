package io.postern.quarantine;

import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.postern.message.Body;
import io.vertx.core.Future;

/**
 * Keeps what must not pass. Thread-safe; futures complete on the caller's context. Broken storage fails a future with an
 * {@link java.io.IOException}. An id that is not a transaction id is like one that is not there.
 */
public interface QuarantineStore {

    /** How long a list waits for what other nodes kept; the rest is told by the next one. */
    Duration REFRESH = Duration.ofSeconds(1);

    /** Fails if the storage cannot be used now; the store may be used nevertheless, and tries again by itself. */
    Future<Void> start();

    /**
     * Completes once the message would outlast a loss of power. The store retains the body itself and copies
     * {@code trace}, the Received line, before this returns. What takes longer than {@code budget} fails. After a failure
     * nothing of the message is left, unless the storage is out of reach.
     */
    Future<Void> store(QuarantinedMessage message, Body body, ByteBuf trace, Duration budget);

    /**
     * At most {@code limit} messages, the first ones or those behind {@link QuarantinePage#next()} of a page before; fewer where
     * their descriptions are long.
     */
    Future<QuarantinePage> list(QuarantineQuery query, Optional<String> after, int limit);

    Future<Optional<QuarantinedMessage>> find(String id);

    /** False if there is no such message. */
    Future<Boolean> delete(String id);

    /**
     * The message in wire form, the trace written by {@link #store} at its head; the caller releases it. Fails with
     * {@link java.nio.file.NoSuchFileException} if it is not there, with {@link BudgetExhausted} if no body may be made,
     * with {@link DamagedMessage} or {@link KeyMissing} if it cannot be given back as it was kept.
     */
    Future<Body> open(String id);

    /**
     * The message in content form, to be read on a worker; the caller closes it. Fails as {@link #open} does, and so may
     * reading it: what was read to its end without failing is what was kept.
     */
    Future<InputStream> content(String id);

    /** How many messages are kept, as far as this node knows; cheap. */
    long count();

    /** What is being stored may fail then. */
    Future<Void> close();
}
