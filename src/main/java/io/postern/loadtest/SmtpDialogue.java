package io.postern.loadtest;

import java.util.Locale;

import io.postern.smtp.Reply;

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

        record Write(String commands) implements Step {
        }

        /** The TLS handshake is due; then {@link SmtpDialogue#encrypted}. */
        record Encrypt() implements Step {
        }

        /** The current message's octets are due. */
        record WriteBody() implements Step {
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

    private enum Awaiting { GREETING, EHLO, STARTTLS, NOTHING, MAIL, RCPT, DATA, DOT, RSET }

    private static final Step WAIT = new Step.Wait();
    private static final Step READY = new Step.Ready();
    private static final Step WRITE_BODY = new Step.WriteBody();

    private final String name;
    private boolean tlsWanted;
    private Awaiting awaiting = Awaiting.GREETING;
    private boolean pipelining;
    private boolean eightBitMime;
    private boolean size;
    private LoadMessage message;
    private int recipientsAnswered;
    private Reply refusal;

    /** {@code startTls}: no mail without it. */
    SmtpDialogue(String name, boolean startTls) {
        this.name = name;
        this.tlsWanted = startTls;
    }

    /** Starts a transaction; gives what to write. */
    String begin(LoadMessage next) {
        message = next;
        refusal = null;
        recipientsAnswered = 0;
        awaiting = Awaiting.MAIL;
        if (!pipelining) {
            return mail();
        }
        var commands = new StringBuilder(mail());
        for (int i = 0; i < message.to().size(); i++) {
            commands.append(rcpt(i));
        }
        return commands.append("DATA\r\n").toString();
    }

    /** After the handshake the client begins anew (RFC 3207 §4.2); gives what to write. */
    String encrypted() {
        tlsWanted = false;
        awaiting = Awaiting.EHLO;
        return ehlo();
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
            case GREETING -> reply.isPositive() ? write(Awaiting.EHLO, ehlo()) : broken(reply);
            case EHLO -> reply.isPositive() ? greeted(reply) : broken(reply);
            case STARTTLS -> reply.isPositive() ? new Step.Encrypt() : broken(reply);
            case NOTHING -> broken(reply);
            case MAIL -> command(reply);
            case RCPT -> {
                recipientsAnswered++;
                yield command(reply);
            }
            case DATA -> data(reply);
            case DOT -> answered(reply, true);
            case RSET -> answered(refusal, false);
        };
    }

    private Step greeted(Reply reply) {
        boolean startTls = false;
        for (var line : reply.lines()) {
            switch (line.toUpperCase(Locale.ROOT).split(" ")[0]) {
                case "PIPELINING" -> pipelining = true;
                case "8BITMIME" -> eightBitMime = true;
                case "SIZE" -> size = true;
                case "STARTTLS" -> startTls = true;
                default -> { }
            }
        }
        if (tlsWanted) {
            return startTls ? write(Awaiting.STARTTLS, "STARTTLS\r\n") : new Step.Broken("no STARTTLS");
        }
        awaiting = Awaiting.NOTHING;
        return READY;
    }

    /** The answer to MAIL or to a RCPT; a message that is not taken for all its recipients is taken for none. */
    private Step command(Reply reply) {
        if (!reply.isPositive() && refusal == null) {
            refusal = reply;
        }
        boolean last = recipientsAnswered == message.to().size();
        if (pipelining) {
            awaiting = last ? Awaiting.DATA : Awaiting.RCPT;
            return WAIT;
        }
        if (refusal != null) {
            return write(Awaiting.RSET, "RSET\r\n");
        }
        return last ? write(Awaiting.DATA, "DATA\r\n") : write(Awaiting.RCPT, rcpt(recipientsAnswered));
    }

    private Step data(Reply reply) {
        if (refusal == null && reply.isIntermediate()) {
            awaiting = Awaiting.DOT;
            return WRITE_BODY;
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
        return new Step.Write(line);
    }

    private static Step broken(Reply reply) {
        return new Step.Broken(reply.toString());
    }

    private String ehlo() {
        return "EHLO " + name + "\r\n";
    }

    private String mail() {
        return "MAIL FROM:<" + message.from() + ">" + (size ? " SIZE=" + message.octets().readableBytes() : "")
                + (message.eightBit() && eightBitMime ? " BODY=8BITMIME" : "") + "\r\n";
    }

    private String rcpt(int number) {
        return "RCPT TO:<" + message.to().get(number) + ">\r\n";
    }
}
