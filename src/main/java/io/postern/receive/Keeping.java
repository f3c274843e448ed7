package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.postern.message.BodyWriter;
import io.vertx.core.Future;

/** Keeps a message's octets while it comes, until there is no room for them or nobody wants them any more. */
final class Keeping {

    static final Future<Void> TAKEN = Future.succeededFuture();

    private final BodyWriter writer;
    private boolean noRoom;
    private boolean discarded;

    Keeping(BodyWriter writer) {
        this.writer = writer;
    }

    /** Takes over {@code octets}. */
    Future<Void> keep(ByteBuf octets) {
        var appended = writer.append(octets);
        return appended.isComplete() ? settled(appended) : appended.transform(_ -> settled(appended));
    }

    private Future<Void> settled(Future<BodyWriter.Appended> appended) {
        if (appended.failed() || appended.result() == BodyWriter.Appended.EXHAUSTED) {
            noRoom = true;
            discard();
        }
        return TAKEN;
    }

    BodyWriter writer() {
        return writer;
    }

    boolean hasNoRoom() {
        return noRoom;
    }

    boolean isDiscarded() {
        return discarded;
    }

    void discard() {
        if (!discarded) {
            discarded = true;
            writer.discard();
        }
    }
}
