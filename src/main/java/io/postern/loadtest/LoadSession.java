package io.postern.loadtest;

import java.time.Duration;
import java.util.Optional;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.postern.smtp.Reply;
import io.postern.wire.Connection;
import io.postern.wire.ParsedReply;
import io.postern.wire.ReplyParser;

/**
 * One session of the generator: a connection around an {@link SmtpDialogue}, all on one event loop. It sends one message
 * after the other as long as there are any, is idle when there is none, and goes on when told.
 */
final class LoadSession {

    /** Where messages come from and answers go. */
    interface Work {

        /** The session's next message; empty if there is none now. */
        Optional<LoadMessage> next();

        /** Whether the session may wait for another message; else it ends. */
        boolean mayIdle(LoadSession session);

        void answered(LoadMessage message, Reply reply, boolean afterDot, long nanos);

        /** Once; the connection may still be open for the answer to QUIT. */
        void ended(End end);

        /** The last call. */
        void closed(LoadSession session);
    }

    /** How a session ended: {@code trouble} is empty after QUIT. An unanswered message whose dot was out may be taken. */
    record End(Optional<LoadMessage> unanswered, boolean afterDot, Optional<String> trouble) {
    }

    private static final Duration HANDSHAKE = Duration.ofSeconds(15);

    private final Connection connection;
    private final Optional<SslContext> tls;
    private final Work work;
    private final SmtpDialogue dialogue;
    private final ReplyParser replies = new ReplyParser();
    private Optional<LoadMessage> current = Optional.empty();
    private boolean bodyGiven;
    private boolean idle;
    private boolean over;
    private boolean quitting;
    private long startedNanos;
    private long heardNanos = System.nanoTime();

    LoadSession(Connection connection, String name, Optional<SslContext> tls, Work work) {
        this.connection = connection;
        this.tls = tls;
        this.work = work;
        this.dialogue = new SmtpDialogue(name, tls.isPresent());
    }

    void run() {
        connection.octets(this::octets)
                .failed(broken -> end(String.valueOf(broken.getMessage())))
                .closed(() -> {
                    end("connection closed");
                    work.closed(this);
                });
    }

    /** Goes on with the work's next message, if the session is idle. */
    void resume() {
        if (idle && !over) {
            idle = false;
            begin();
        }
    }

    void quit() {
        if (!over) {
            write("QUIT\r\n");
            quitting = true;
            finish(Optional.empty());
        }
    }

    /** Ends a session that has been waiting for a reply since before {@code nanos}. */
    void endIfSilentSince(long nanos) {
        if (heardNanos - nanos < 0 && (!idle || quitting)) {
            end("no reply in time");
        }
    }

    private void octets(ByteBuf octets) {
        try {
            heardNanos = System.nanoTime();
            while (octets.isReadable()) {
                var parsed = replies.next(octets);
                if (parsed.isEmpty()) {
                    return;
                }
                switch (parsed.get()) {
                    case ParsedReply.Complete(var _) when quitting -> connection.close();
                    case ParsedReply.Complete(var reply) when !over -> reply(reply);
                    case ParsedReply.Complete _ -> { }
                    case ParsedReply.Babble(var why) -> {
                        end(why);
                        return;
                    }
                }
            }
        } finally {
            octets.release();
        }
    }

    private void reply(Reply reply) {
        switch (dialogue.reply(reply)) {
            case SmtpDialogue.Step.Wait() -> { }
            case SmtpDialogue.Step.Write(var commands) -> write(commands);
            case SmtpDialogue.Step.Encrypt() -> encrypt();
            case SmtpDialogue.Step.WriteBody() -> {
                bodyGiven = true;
                connection.writeAndForget(current.orElseThrow().octets());
            }
            case SmtpDialogue.Step.Ready() -> begin();
            case SmtpDialogue.Step.Answered(var answer, var afterDot) -> {
                var message = current.orElseThrow();
                drop();
                work.answered(message, answer, afterDot, System.nanoTime() - startedNanos);
                begin();
            }
            case SmtpDialogue.Step.Broken(var why) -> end(why);
        }
    }

    private void encrypt() {
        var handler = tls.orElseThrow().newHandler(connection.allocator(),
                connection.remoteAddress().getHostAddress(), connection.remotePort());
        connection.startTls(handler, HANDSHAKE, Unpooled.EMPTY_BUFFER)
                .onSuccess(_ -> write(dialogue.encrypted()))
                .onFailure(failure -> end("TLS handshake failed: " + failure.getMessage()));
    }

    private void begin() {
        current = work.next();
        if (current.isPresent()) {
            bodyGiven = false;
            startedNanos = System.nanoTime();
            heardNanos = startedNanos;
            write(dialogue.begin(current.get()));
        } else if (work.mayIdle(this)) {
            idle = true;
        } else {
            quit();
        }
    }

    private void write(String commands) {
        connection.writeAndForget(ByteBufUtil.writeUtf8(connection.allocator(), commands));
    }

    private void end(String trouble) {
        connection.abort();
        finish(Optional.of(trouble));
    }

    private void finish(Optional<String> trouble) {
        if (over) {
            return;
        }
        over = true;
        var end = new End(current, dialogue.awaitsDotReply(), idle ? Optional.empty() : trouble);
        drop();
        work.ended(end);
    }

    /** The octets of a message whose turn did not come to the body are still ours. */
    private void drop() {
        current.filter(_ -> !bodyGiven).ifPresent(message -> message.octets().release());
        current = Optional.empty();
    }
}
