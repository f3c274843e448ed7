package io.postern.receive;

import io.postern.message.Body;
import io.postern.message.TraceFields;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Peer;
import io.postern.smtp.RcptParameters;
import io.postern.smtp.Replies;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import io.vertx.core.Future;

/** Takes every command and no message. */
class Nothing implements MailExchange {

    @Override
    public Future<Reply> mail(Peer peer, ReversePath from, MailParameters parameters) {
        return Future.succeededFuture(Replies.MAIL_OK);
    }

    @Override
    public Future<Reply> recipient(ForwardPath recipient, RcptParameters parameters) {
        return Future.succeededFuture(Replies.RCPT_OK);
    }

    @Override
    public Reply data() {
        return Replies.STORAGE_EXHAUSTED;
    }

    @Override
    public Future<Answer> finish(Body body, TraceFields received) {
        return Future.failedFuture("no message was asked for");
    }

    @Override
    public void refused(Reply reply, String cause) {
    }

    @Override
    public void unheard(Reply reply) {
    }

    @Override
    public void reset() {
    }

    @Override
    public void closed() {
    }
}
