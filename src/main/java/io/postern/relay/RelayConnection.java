package io.postern.relay;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.postern.observe.Metrics;
import io.postern.observe.WireTrace;
import io.postern.route.Candidate;
import io.postern.smtp.Capabilities;
import io.postern.wire.Connection;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;

/**
 * One connection to a next hop: counts the replies that are due, hands them to the conversation in order, and closes on
 * whatever comes beside. One timer for all deadlines, which is only set anew when it fires or a deadline comes sooner.
 */
final class RelayConnection {

    static final String TIMEOUT = "timeout";

    private final Connection connection;
    private final Candidate hop;
    private final Origin origin;
    private final Metrics metrics;
    private final ReplyParser parser = new ReplyParser();
    private final long openedNanos = System.nanoTime();
    private final Runnable released;
    private final Runnable gone;
    private boolean keepPermit;
    private boolean permitReleased;
    private Optional<Conversation> conversation = Optional.empty();
    private Capabilities capabilities = Capabilities.NONE;
    private String trace = "";
    private int due;
    private boolean surplus;
    private boolean closed;
    private int messages;
    private boolean waiting;
    private long deadlineNanos;
    private long timer = -1;
    private long timerNanos;
    private long idleSinceNanos;

    /** {@code released} gives back the permit; {@code gone} runs once when the connection is closed. */
    RelayConnection(Connection connection, Candidate hop, Origin origin, Metrics metrics, Runnable released, Runnable gone) {
        this.connection = connection;
        this.hop = hop;
        this.origin = origin;
        this.metrics = metrics;
        this.released = released;
        this.gone = gone;
        metrics.relayOpened();
        connection.octets(this::received).closed(() -> ended("closed by the next hop")).failed(this::failed);
    }

    Candidate hop() {
        return hop;
    }

    Origin origin() {
        return origin;
    }

    Connection wire() {
        return connection;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    void capabilities(Capabilities announced) {
        capabilities = announced;
    }

    /** The id under which what is said from now on is traced; empty: it is not. */
    void trace(String id) {
        trace = id;
    }

    /** From now on replies and the end go to {@code next}. */
    void converse(Conversation next) {
        conversation = Optional.of(next);
    }

    /** Without a conversation any octet from the next hop closes the connection. */
    void rest() {
        conversation = Optional.empty();
        trace = "";
        waiting = false;
        idleSinceNanos = System.nanoTime();
    }

    /** Waits for so many further replies; a deadline counts until the next call. */
    void expect(int replies, long untilNanos) {
        due += replies;
        until(untilNanos);
    }

    /** What the next hop has said before is no reply to these commands: then they are not sent, and it has babbled. */
    void send(ByteBuf octets, int replies, long untilNanos) {
        if (surplus) {
            octets.release();
            babble("octets before a command");
            return;
        }
        expect(replies, untilNanos);
        traced(octets);
        connection.writeAndForget(octets);
    }

    /** Commands that are sent by another way are told by this. */
    void traced(ByteBuf commands) {
        if (!trace.isEmpty()) {
            WireTrace.nextHop(trace, ">", commands.toString(StandardCharsets.UTF_8));
        }
    }

    void send(String line, int replies, long untilNanos) {
        send(ByteBufUtil.writeAscii(connection.allocator(), line), replies, untilNanos);
    }

    void until(long untilNanos) {
        waiting = true;
        deadlineNanos = untilNanos;
        if (timer < 0 || untilNanos - timerNanos < 0) {
            arm();
        }
    }

    private void arm() {
        cancelTimer();
        timerNanos = deadlineNanos;
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
        timer = connection.context().owner().setTimer(Math.max(1, millis), id -> fired());
    }

    private void fired() {
        timer = -1;
        if (closed || !waiting) {
            return;
        }
        if (System.nanoTime() - deadlineNanos < 0) {
            arm();
        } else {
            abort(TIMEOUT);
        }
    }

    private void cancelTimer() {
        if (timer >= 0) {
            connection.context().owner().cancelTimer(timer);
            timer = -1;
        }
    }

    private void received(ByteBuf octets) {
        try {
            while (octets.isReadable() && !closed) {
                if (due == 0) {
                    babble("octets where no reply is due");
                    return;
                }
                parser.next(octets).ifPresent(parsed -> {
                    switch (parsed) {
                        case ParsedReply.Babble(String why) -> babble(why);
                        case ParsedReply.Complete(var reply) -> {
                            due--;
                            if (!trace.isEmpty()) {
                                WireTrace.nextHop(trace, "<", reply.toString());
                            }
                            surplus = due == 0 && octets.isReadable();
                            conversation.ifPresent(talk -> talk.answered(reply));
                        }
                    }
                });
            }
        } finally {
            octets.release();
        }
    }

    /** True if the next hop has sent more than it owed. */
    boolean hasSurplus() {
        return surplus;
    }

    private void babble(String why) {
        var last = conversation;
        conversation = Optional.empty();
        close();
        last.ifPresent(talk -> talk.babbled(why));
    }

    private void failed(Throwable cause) {
        abort(String.valueOf(cause.getMessage()));
    }

    private void abort(String cause) {
        connection.abort();
        ended(cause);
    }

    private void ended(String cause) {
        var last = conversation;
        conversation = Optional.empty();
        close();
        last.ifPresent(talk -> talk.lost(cause));
    }

    /** Cancels what is under way: no dot is written, and nothing waits. */
    void close() {
        if (!closed) {
            closed = true;
            conversation = Optional.empty();
            cancelTimer();
            connection.abort();
            metrics.relayClosed();
            gone.run();
            if (!keepPermit) {
                releasePermit();
            }
        }
    }

    /** QUIT without waiting for its reply. */
    void quit() {
        if (!closed) {
            conversation = Optional.empty();
            connection.writeAndForget(ByteBufUtil.writeAscii(connection.allocator(), "QUIT\r\n"));
            var last = connection.close();
            closed = true;
            cancelTimer();
            metrics.relayClosed();
            gone.run();
            last.onComplete(done -> releasePermit());
        }
    }

    /** As {@link #quit}, but the permit is free at once. */
    void quitNow() {
        releasePermit();
        quit();
    }

    /** While true, closing leaves the permit to the connection that follows. */
    void keepPermit(boolean keep) {
        keepPermit = keep;
    }

    /** Gives back the permit once. */
    void releasePermit() {
        if (!permitReleased) {
            permitReleased = true;
            released.run();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Counts one more message; the number so far. */
    int countMessage() {
        return ++messages;
    }

    int messages() {
        return messages;
    }

    /** Whether nothing is owed and nothing unread, so that another transaction may begin. */
    boolean isClean() {
        return !closed && due == 0 && !surplus && !parser.midReply();
    }

    long ageNanos() {
        return System.nanoTime() - openedNanos;
    }

    long idleNanos() {
        return System.nanoTime() - idleSinceNanos;
    }
}
