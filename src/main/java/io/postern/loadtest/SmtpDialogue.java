package io.postern.loadtest;

import io.postern.smtp.Reply;
import io.vertx.core.buffer.Buffer;

/**
 * The client's side of one session as a state machine that knows no socket: it is told each reply and says what to do
 * next. MAIL, RCPT and DATA go out together where PIPELINING is announced (RFC 2920).
 */
final class SmtpDialogue {

    /** What a reply means for the session. */
    sealed interface Step {

        /** Further replies are due. */
        record Wait() implements Step {
        }

        record Write(Buffer octets) implements Step {
        }

        /** The greeting is over: {@link SmtpDialogue#begin} may be called. */
        record Ready() implements Step {
        }

        /** The current message's answer; the session is ready for another. */
        record Answered(Reply reply, boolean afterDot) implements Step {
        }

        /** The session is of no more use; the current message, if any, has no answer. */
        record Broken(String why) implements Step {
        }
    }

    private enum Awaiting { GREETING, EHLO, NOTHING, MAIL, RCPT, DATA, DOT, RSET }

    private final String name;
    private Awaiting awaiting = Awaiting.GREETING;
    private boolean pipelining;
    private LoadMessage message;
    private Reply refusal;

    SmtpDialogue(String name) {
        this.name = name;
    }

    /** Starts a transaction; gives what to write. */
    Buffer begin(LoadMessage next) {
        message = next;
        refusal = null;
        awaiting = Awaiting.MAIL;
        return Buffer.buffer(pipelining ? mail() + rcpt() + "DATA\r\n" : mail());
    }

    /** True while the final dot is out and not answered: the message may have been taken. */
    boolean awaitsDotReply() {
        return awaiting == Awaiting.DOT;
    }

    Step reply(Reply reply) {
        if (reply.code() == 421) {
            return new Step.Broken(reply.toString());
        }
        return switch (awaiting) {
            case GREETING -> reply.isPositive() ? write(Awaiting.EHLO, "EHLO " + name + "\r\n") : broken(reply);
            case EHLO -> reply.isPositive() ? greeted(reply) : broken(reply);
            case NOTHING -> broken(reply);
            case MAIL -> command(reply, Awaiting.RCPT, rcpt());
            case RCPT -> command(reply, Awaiting.DATA, "DATA\r\n");
            case DATA -> data(reply);
            case DOT -> answered(reply, true);
            case RSET -> answered(refusal, false);
        };
    }

    private Step greeted(Reply reply) {
        pipelining = reply.lines().stream().anyMatch("PIPELINING"::equalsIgnoreCase);
        awaiting = Awaiting.NOTHING;
        return new Step.Ready();
    }

    private Step command(Reply reply, Awaiting next, String command) {
        if (!reply.isPositive() && refusal == null) {
            refusal = reply;
        }
        if (pipelining) {
            awaiting = next;
            return new Step.Wait();
        }
        return refusal == null ? write(next, command) : write(Awaiting.RSET, "RSET\r\n");
    }

    private Step data(Reply reply) {
        if (refusal == null && reply.isIntermediate()) {
            awaiting = Awaiting.DOT;
            return new Step.Write(message.octets());
        }
        if (reply.isIntermediate()) {
            return new Step.Broken("354 although refused: " + refusal); // close without a dot
        }
        if (refusal == null) {
            refusal = reply;
        }
        return write(Awaiting.RSET, "RSET\r\n");
    }

    private Step answered(Reply reply, boolean afterDot) {
        awaiting = Awaiting.NOTHING;
        return new Step.Answered(reply, afterDot);
    }

    private Step write(Awaiting next, String line) {
        awaiting = next;
        return new Step.Write(Buffer.buffer(line));
    }

    private static Step broken(Reply reply) {
        return new Step.Broken(reply.toString());
    }

    private String mail() {
        return "MAIL FROM:<" + message.from() + ">\r\n";
    }

    private String rcpt() {
        return "RCPT TO:<" + message.to() + ">\r\n";
    }
}
