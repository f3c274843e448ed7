package io.postern.receive;

import io.postern.message.Body;
import io.postern.message.TraceFields;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Peer;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;

/**
 * The mail transactions of one session, one after the other: {@code mail recipient+ data (finish | refused)}, or
 * {@code reset} at any point. Every future completes on the session's loop; the session sends one command at a time.
 */
public interface MailExchange {

    Future<Reply> mail(Peer peer, ReversePath from, MailParameters parameters);

    Future<Reply> recipient(ForwardPath recipient, RcptParameters parameters);

    /** 354 if the message may come, else the refusal. */
    Reply data();

    /** The message is complete. The exchange owns {@code body}; the answer is true for every recipient (I2). */
    Future<Answer> finish(Body body, TraceFields received);

    /** The message was complete but refused at the door (size, bare newlines, no room): nothing was handed on. */
    void refused(Reply reply, String cause);

    /** The client heard nothing of the reply to its end of data: it may send the message again. */
    void unheard(Reply reply);

    /** The transaction, if any, is over without a message (RSET, EHLO; RFC 5321 §4.1.1.5). */
    void reset();

    /** The session is gone. */
    void closed();
}
