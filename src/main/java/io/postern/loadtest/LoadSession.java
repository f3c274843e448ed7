package io.postern.loadtest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import io.postern.smtp.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;

/** One session of the generator: a connected socket around an {@link SmtpDialogue}, all on one event loop. */
final class LoadSession {

    /** Where messages come from and answers go. */
    interface Work {

        /** The session's next message; empty ends it with QUIT. */
        Optional<LoadMessage> next();

        void answered(LoadMessage message, Reply reply, boolean afterDot, long nanos);
    }

    /** How a session ended: {@code trouble} is empty after QUIT. An unanswered message whose dot was out may be taken. */
    record End(Optional<LoadMessage> unanswered, boolean afterDot, Optional<String> trouble) {
    }

    private final Vertx vertx;
    private final NetSocket socket;
    private final Work work;
    private final long patienceMillis;
    private final SmtpDialogue dialogue;
    private final ReplyLines replyLines = new ReplyLines();
    private final Promise<End> ended = Promise.promise();
    private Optional<LoadMessage> current = Optional.empty();
    private long startedNanos;
    private long timer = -1;

    LoadSession(Vertx vertx, NetSocket socket, String name, Work work, Duration patience) {
        this.vertx = vertx;
        this.socket = socket;
        this.work = work;
        this.patienceMillis = patience.toMillis();
        this.dialogue = new SmtpDialogue(name);
    }

    /** Runs the session to its end; the future never fails. */
    Future<End> run() {
        var lines = RecordParser.newDelimited("\r\n", line -> line(line.toString(StandardCharsets.ISO_8859_1)));
        socket.handler(lines);
        socket.exceptionHandler(broken -> end(String.valueOf(broken.getMessage())));
        socket.closeHandler(closed -> end("connection closed"));
        arm();
        return ended.future();
    }

    private void line(String line) {
        if (ended.future().isComplete()) {
            vertx.cancelTimer(timer); // the answer to QUIT
            socket.close();
            return;
        }
        try {
            replyLines.line(line).ifPresent(this::reply);
        } catch (IllegalArgumentException babble) {
            end(babble.getMessage());
        }
    }

    private void reply(Reply reply) {
        arm();
        switch (dialogue.reply(reply)) {
            case SmtpDialogue.Step.Wait() -> { }
            case SmtpDialogue.Step.Write(var octets) -> socket.write(octets);
            case SmtpDialogue.Step.Ready() -> begin();
            case SmtpDialogue.Step.Answered(var answer, var afterDot) -> {
                var message = current.orElseThrow();
                current = Optional.empty();
                work.answered(message, answer, afterDot, System.nanoTime() - startedNanos);
                begin();
            }
            case SmtpDialogue.Step.Broken(var why) -> end(why);
        }
    }

    private void begin() {
        current = work.next();
        if (current.isEmpty()) {
            socket.write("QUIT\r\n");
            ended.tryComplete(new End(current, false, Optional.empty()));
            return;
        }
        startedNanos = System.nanoTime();
        socket.write(dialogue.begin(current.get()));
    }

    private void arm() {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(patienceMillis, late -> end("no reply in time"));
    }

    private void end(String trouble) {
        ended.tryComplete(new End(current, dialogue.awaitsDotReply(), Optional.of(trouble)));
        vertx.cancelTimer(timer);
        socket.close();
    }
}
