package io.postern.gateway;

import java.net.InetAddress;
import java.time.Instant;

import io.postern.observe.Deferral;
import io.postern.observe.MailLog;
import io.postern.route.Router;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Peer;
import io.postern.smtp.Reply;
import io.postern.smtp.ReversePath;
import org.slf4j.event.Level;

/** The line and the count of a message that was refused before there was a body to speak of. */
final class RefusedMessage {

    private RefusedMessage() {
    }

    static void record(
            Shared shared, String id, InetAddress client, ReversePath from, int recipients, Reply reply, String cause) {
        var result = End.resultOf(reply);
        shared.metrics().messageRefused(Router.OTHER, result, cause);
        if (!reply.isPermanent()) {
            shared.deferrals().add(new Deferral(Instant.now(), id, client.getHostAddress(), from.toString(), "", recipients,
                    "", cause, "", reply.toString()));
        }
        MailLog.event(Level.INFO, "mail-" + result,
                "id", id,
                "client", client.getHostAddress(),
                "from", from,
                "rcpts", recipients,
                "cause", cause,
                "reply", reply);
    }

    /** At the first recipient that was refused for this cause; {@code detail} is for people. */
    static void recipient(Shared shared, String id, Peer peer, ReversePath from, ForwardPath to, String route, Reply reply,
            String cause, String detail) {
        var result = End.resultOf(reply);
        shared.metrics().messageRefused(route, result, cause);
        var recipient = to instanceof ForwardPath.To(var mailbox) ? mailbox.toString() : "postmaster";
        if (!reply.isPermanent()) {
            shared.deferrals().add(new Deferral(Instant.now(), id, peer.address().getHostAddress(), from.toString(),
                    recipient, 1, route, cause, detail, reply.toString()));
        }
        MailLog.event(Level.INFO, "mail-" + result,
                "id", id,
                "client", peer.address().getHostAddress(),
                "name", peer.name(),
                "helo", peer.helo(),
                "from", from,
                "to", recipient,
                "route", route,
                "cause", cause,
                "detail", detail,
                "reply", reply);
    }
}
