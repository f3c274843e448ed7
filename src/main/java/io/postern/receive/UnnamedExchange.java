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

/**
 * For a client whom a proxy did not name. Its address is the proxy's, and so would be its rights: it may greet, ask and
 * quit, as health probes do, but send nothing.
 */
record UnnamedExchange(MailExchange exchange) implements MailExchange {

    @Override
    public Future<Reply> mail(Peer peer, ReversePath from, MailParameters parameters) {
        return Future.succeededFuture(Replies.CLIENT_UNNAMED);
    }

    @Override
    public Future<Reply> recipient(ForwardPath recipient, RcptParameters parameters) {
        return Future.succeededFuture(Replies.CLIENT_UNNAMED);
    }

    @Override
    public Reply data() {
        return Replies.CLIENT_UNNAMED;
    }

    @Override
    public Future<Answer> finish(Body body, TraceFields received) {
        body.release();
        return Future.succeededFuture(Answer.of(Replies.CLIENT_UNNAMED));
    }

    @Override
    public void refused(Reply reply, String cause) {
        exchange.refused(reply, cause);
    }

    @Override
    public void unheard(Reply reply) {
        exchange.unheard(reply);
    }

    @Override
    public void reset() {
        exchange.reset();
    }

    @Override
    public void closed() {
        exchange.closed();
    }
}
