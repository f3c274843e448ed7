package io.postern.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.postern.config.Network;
import io.postern.smtp.Reply;
import io.postern.tls.ServerTls;
import io.postern.wire.Connection;
import io.vertx.core.Context;
import io.vertx.core.Future;

/**
 * The shell of one client's session: octets in, replies out in batches (RFC 2920), time, and the end. It works off one
 * command at a time; what comes while an answer is awaited waits too, and if it is much, the client does. All on one loop.
 */
final class SmtpSession extends OpenSessions.Guest {

    private static final long ANY_TIME = Long.MAX_VALUE;

    private final Connection connection;
    private final OpenSessions sessions;
    private final ReplyBatch replies;
    private final ArrayDeque<ByteBuf> input = new ArrayDeque<>(2);
    private Dialogue dialogue;
    private boolean busy;
    private boolean running;
    private boolean paused;
    private long sinceNanos;
    private long allowedNanos = ANY_TIME;

    SmtpSession(Connection connection, OpenSessions sessions) {
        this.connection = connection;
        this.sessions = sessions;
        this.replies = new ReplyBatch(connection);
    }

    /** Whether the client was let in; else it has been told why, and the connection closes. */
    boolean begin(Arrival arrival, Reception reception, SessionSettings settings, ListenerSettings listener) {
        switch (reception.connect(arrival.peer())) {
            case Reception.Welcome.Closed closed -> {
                if (!new Encryption(listener).isImplicit()) {
                    replies.add(closed.refusal().reply());
                    replies.flush();
                }
                connection.octets(ByteBuf::release).close();
                return false;
            }
            case Reception.Welcome.Open open -> {
                dialogue = new Dialogue(this, reception, open.exchange(), settings, listener, arrival);
                sessions.add(this);
                connection.closed(this::gone).failed(_ -> abort()).octets(this::arrived).ending(this::drain);
                dialogue.begin(arrival.early(), open.pause());
                replies.flush();
                return true;
            }
        }
    }

    private void arrived(ByteBuf octets) {
        if (dialogue.isClosed()) {
            octets.release();
            return;
        }
        input.add(octets);
        if (busy || paused) {
            pause();
        } else {
            run();
        }
    }

    /** Works off what is here until an answer must be awaited; the replies so far go out together. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!busy && !dialogue.isClosed() && !input.isEmpty() && !isUnread()) {
                dialogue.step(input.peek());
                releaseUsed();
            }
        } catch (RuntimeException bug) {
            dialogue.broke(bug);
        } finally {
            running = false;
        }
        if (!busy && input.isEmpty()) {
            dialogue.rest();
        }
        if (dialogue.isClosed()) {
            releaseInput();
        } else {
            replies.flush();
        }
    }

    /** A client that does not read our replies is not listened to until it does. */
    private boolean isUnread() {
        if (!connection.writeQueueFull()) {
            return false;
        }
        pause();
        connection.drained(() -> connection.context().runOnContext(_ -> {
            run();
            resumeIfIdle();
        }));
        return true;
    }

    private void pause() {
        if (!paused) {
            paused = true;
            connection.pause();
        }
    }

    private void releaseUsed() {
        var first = input.peek();
        if (first != null && !first.isReadable()) {
            input.poll().release();
        }
    }

    /**
     * Says what is still to be said in plain, then shakes hands; a failure is an answer, too. {@code early}: what has come of
     * the handshake.
     */
    Future<Handshake> encrypt(ServerTls tls, Duration limit, ByteBuf early) {
        replies.flush();
        var begun = connection.startTls(tls.handler(connection.allocator()), limit, early);
        if (paused) {
            paused = false;
            connection.resume();
        }
        return begun.map(done -> Handshake.done(done, tls)).otherwise(Handshake.Failed::of);
    }

    /** Goes on with {@code then} when the answer is here, at once if it is already. */
    <T> void await(Future<T> answer, Consumer<T> then) {
        if (answer.succeeded()) {
            then.accept(answer.result());
            return;
        }
        busy = true;
        replies.flush();
        long begunNanos = System.nanoTime();
        answer.onComplete(completed -> {
            busy = false;
            sinceNanos += System.nanoTime() - begunNanos; // our time, not the client's
            if (completed.failed()) {
                dialogue.broke(completed.cause());
            } else {
                goOn(() -> then.accept(completed.result()));
            }
            run();
            resumeIfIdle();
        });
    }

    private void goOn(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            dialogue.broke(bug);
        }
    }

    private void resumeIfIdle() {
        if (paused && !busy && !connection.writeQueueFull()) {
            paused = false;
            connection.resume();
        }
    }

    void say(Reply reply) {
        if (!dialogue.isClosed()) {
            dialogue.traced(">", reply);
            replies.add(reply);
        }
    }

    /** As {@link #say}, at once, and tells if the octets could not be handed to the network. */
    void sayOr(Reply reply, Runnable failed) {
        dialogue.traced(">", reply);
        replies.add(reply);
        replies.flushOr(failed);
    }

    /** How long the next step may take. */
    void allow(Duration time) {
        sinceNanos = System.nanoTime();
        allowedNanos = time.toNanos();
    }

    void allowAnyTime() {
        allowedNanos = ANY_TIME;
    }

    @Override
    void checkDeadline(long nowNanos, boolean stressed) {
        long allowed = stressed ? Math.min(allowedNanos, dialogue.stressedNanos()) : allowedNanos;
        if (!busy && (nowNanos - sinceNanos > allowed || dialogue.isMessageLate(nowNanos))) {
            dialogue.timedOut();
            replies.flush();
        }
    }

    /** Whether more than what is worked on has come already. */
    boolean hasMore() {
        return input.size() > 1 || !input.isEmpty() && input.peek().isReadable();
    }

    /** Whether the client is one of {@code networks}, by its connection and not by what it says in its session. */
    boolean comesFrom(Iterable<Network> networks) {
        for (var network : networks) {
            if (network.contains(connection.remoteAddress())) {
                return true;
            }
        }
        return false;
    }

    /** The same connection, another client. */
    void handOver(Dialogue next) {
        dialogue = next;
    }

    void drain() {
        dialogue.drain();
    }

    Context context() {
        return connection.context();
    }

    /** The last word to a client that is no longer, or not yet, in a dialogue. */
    void part(Reply last) {
        replies.add(last);
        close();
    }

    /** Says what is still to be said, then closes. */
    void close() {
        replies.flush();
        abort();
    }

    /** Gone first: nothing more is to be said. */
    @Override
    void abort() {
        gone();
        connection.close();
    }

    private void gone() {
        dialogue.gone();
        sessions.remove(this);
        if (!running) {
            releaseInput();
        }
    }

    private void releaseInput() {
        for (var octets = input.poll(); octets != null; octets = input.poll()) {
            octets.release();
        }
    }
}
