package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;

/** What takes a client's octets that are no commands. */
sealed interface Intake permits MessageIntake, RefusedChunk {

    /**
     * Consumes what is its own from {@code buffer}, which stays the caller's. Until the future is complete no more may
     * come: the message is on its way to a file.
     */
    Future<Void> take(ByteBuf buffer);

    /** Whether what follows are commands again. */
    boolean isComplete();

    /** A message that is refused anyway is read to its end, but not much further than it was allowed to be. */
    boolean isEndless();

    Pace pace();

    /** Lets go of what was kept; nothing if that is done already or the body has been made. */
    void discard();
}
