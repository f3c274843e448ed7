package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.smtp.Peer;

/** How a client came to the door. {@code early}: what it sent before it was let in; whoever reads it retains it. */
record Arrival(Peer peer, Named named, ByteBuf early) {

    /** Whether we know who it is, or only which proxy speaks for it. */
    enum Named { YES, NO }

    static Arrival of(Peer peer) {
        return new Arrival(peer, Named.YES, Unpooled.EMPTY_BUFFER);
    }
}
