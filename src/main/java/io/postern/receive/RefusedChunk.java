package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.postern.smtp.Reply;
import io.vertx.core.Future;

/**
 * A chunk that was refused when its command came: its octets are read nevertheless, before the reply (RFC 3030 §2), or
 * they would be taken for commands.
 */
final class RefusedChunk implements Intake {

    private final Reply reply;
    private final SessionState next;
    private final long limitOctets;
    private final Pace pace = new Pace();
    private long left;

    /** {@code next}: where the session stands after it. */
    RefusedChunk(long octets, Reply reply, SessionState next, long limitOctets) {
        this.left = octets;
        this.reply = reply;
        this.next = next;
        this.limitOctets = limitOctets;
    }

    Reply reply() {
        return reply;
    }

    SessionState next() {
        return next;
    }

    @Override
    public Future<Void> take(ByteBuf buffer) {
        int length = (int) Math.min(left, buffer.readableBytes());
        buffer.skipBytes(length);
        left -= length;
        pace.came(length);
        return Keeping.TAKEN;
    }

    @Override
    public boolean isComplete() {
        return left == 0;
    }

    @Override
    public boolean isEndless() {
        return pace.isEndless(limitOctets);
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public void discard() {
        // nothing is kept
    }
}
