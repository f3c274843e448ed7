package io.postern.receive;

import io.netty.buffer.ByteBuf;
import io.postern.message.BodyWriter;
import io.postern.smtp.BodyType;
import io.postern.smtp.Command;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;

/** How the messages of one session come in: from the command that begins one to the reply to its end of data. */
final class MailIntake {

    /** Without room for this much no message is begun. */
    private static final int LEAST_ROOM_OCTETS = 16 << 10;

    private final Dialogue dialogue;
    private final SmtpSession session;
    private final MailExchange exchange;
    private final SessionSettings settings;
    private boolean binary;

    MailIntake(Dialogue dialogue, SmtpSession session, MailExchange exchange, SessionSettings settings) {
        this.dialogue = dialogue;
        this.session = session;
        this.exchange = exchange;
        this.settings = settings;
    }

    /** MAIL was said: what it declared decides which command may bring the message. */
    void declared(MailParameters parameters) {
        binary = parameters.body().isPresent() && parameters.body().get() == BodyType.BINARY_MIME;
    }

    void data(SessionState state) {
        if (state instanceof SessionState.Chunked) {
            exchange.reset();
            dialogue.become(SessionState.FAILED);
            dialogue.fault(Replies.DATA_AFTER_BDAT);
        } else if (binary) {
            dialogue.fault(Replies.BINARY_NEEDS_BDAT);
        } else if (hasNoRoom()) {
            dialogue.become(SessionState.READY);
            session.say(Replies.STORAGE_EXHAUSTED);
        } else {
            var reply = exchange.data();
            if (reply.isIntermediate()) {
                dialogue.become(new SessionState.Receiving(new DataIntake(settings, writer())));
                session.allow(settings.config().timeouts().dataBlock());
            }
            session.say(reply);
        }
    }

    private boolean hasNoRoom() {
        if (!settings.bodies().isExhausted(LEAST_ROOM_OCTETS)) {
            return false;
        }
        exchange.refused(Replies.STORAGE_EXHAUSTED, "body-budget");
        return true;
    }

    private BodyWriter writer() {
        return new BodyWriter(settings.bodies(), session.context());
    }

    /** The octets of the chunk follow, whatever becomes of it. */
    void chunk(Command.Bdat chunk, SessionState state) {
        session.allow(settings.config().timeouts().dataBlock());
        switch (state) {
            case SessionState.Chunked chunked -> begin(chunk, chunked.intake());
            case SessionState.Recipients _ -> first(chunk);
            case SessionState.Sender _ -> refuse(chunk, Replies.NO_VALID_RECIPIENTS, chunk.last() ? state : SessionState.FAILED);
            case SessionState.Failed _ -> refuse(chunk, Replies.RSET_FIRST, state);
            case SessionState.Connected _ -> refuse(chunk, Replies.HELO_FIRST, state);
            default -> refuse(chunk, Replies.MAIL_FIRST, state);
        }
    }

    private void first(Command.Bdat chunk) {
        if (hasNoRoom()) {
            refuse(chunk, Replies.STORAGE_EXHAUSTED, chunk.last() ? SessionState.READY : SessionState.FAILED);
            return;
        }
        var reply = exchange.data();
        if (reply.isIntermediate()) {
            begin(chunk, new ChunkIntake(settings, writer(), binary));
        } else {
            refuse(chunk, reply, chunk.last() ? SessionState.RECIPIENTS : SessionState.FAILED);
        }
    }

    private void begin(Command.Bdat chunk, ChunkIntake intake) {
        intake.begin(chunk);
        dialogue.become(new SessionState.Receiving(intake));
        taken(intake);
    }

    /** {@code next}: for a chunk that is not the last, the rest of the message must not become one of its own. */
    void refuse(Command.Bdat chunk, Reply reply, SessionState next) {
        session.allow(settings.config().timeouts().dataBlock());
        var refused = new RefusedChunk(
                chunk.octets(), reply, next, settings.config().limits().messageSize().octets());
        dialogue.become(new SessionState.Receiving(refused));
        taken(refused);
    }

    void receive(Intake intake, ByteBuf octets) {
        var taken = intake.take(octets);
        if (intake.pace().hasBlock()) {
            session.allow(settings.config().timeouts().dataBlock());
        }
        session.await(taken, _ -> taken(intake));
    }

    private void taken(Intake intake) {
        if (dialogue.isClosed()) {
            return;
        }
        if (!intake.isComplete()) {
            if (intake.isEndless()) {
                endless(intake);
            }
            return;
        }
        switch (intake) {
            case DataIntake data -> finish(data);
            case ChunkIntake chunk -> chunkTaken(chunk);
            case RefusedChunk chunk -> refused(chunk);
        }
    }

    private void endless(Intake intake) {
        if (intake instanceof MessageIntake) {
            exchange.refused(Replies.TOO_LARGE, "endless");
        }
        dialogue.end(Replies.TOO_LARGE);
    }

    private void chunkTaken(ChunkIntake intake) {
        if (intake.isLast()) {
            session.await(intake.end(), _ -> finish(intake));
        } else if (intake.isLost()) {
            var refusal = intake.refusal().orElseThrow();
            exchange.refused(refusal, "content");
            dialogue.become(SessionState.FAILED);
            session.say(refusal);
            session.allow(settings.config().timeouts().command());
        } else {
            dialogue.become(new SessionState.Chunked(intake));
            session.allow(settings.config().timeouts().command());
            if (intake.isEmpty()) {
                dialogue.idle(Replies.CHUNK_OK);
            } else {
                session.say(Replies.CHUNK_OK);
            }
        }
    }

    /** The chunks that a client had sent before it heard of a failure are no new fault of it. */
    private void refused(RefusedChunk chunk) {
        boolean failedBefore = chunk.reply() == Replies.RSET_FIRST;
        dialogue.become(chunk.next());
        session.allow(settings.config().timeouts().command());
        if (failedBefore) {
            dialogue.idle(chunk.reply());
        } else {
            dialogue.fault(chunk.reply());
        }
    }

    private void finish(MessageIntake intake) {
        if (dialogue.isClosed()) {
            return;
        }
        var refusal = intake.refusal();
        if (refusal.isPresent()) {
            intake.discard();
            exchange.refused(refusal.get(), "content");
            answer(Answer.of(refusal.get()));
            return;
        }
        var body = intake.body();
        dialogue.become(SessionState.FINISHING);
        session.allowAnyTime();
        session.await(exchange.finish(body, intake.received()), this::answer);
    }

    /** The reply to the end of data; if it cannot be written, the client will send the message again. */
    private void answer(Answer answer) {
        Reply reply = answer.reply();
        if (dialogue.isClosed()) {
            exchange.unheard(reply);
            return;
        }
        dialogue.answered();
        if (!answer.perRecipient().isEmpty()) {
            session.say(Replies.PRDR_BEGINS);
            answer.perRecipient().forEach(session::say);
        }
        session.sayOr(reply, () -> exchange.unheard(reply));
    }
}
