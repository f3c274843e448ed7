package io.postern.gateway;

import java.net.InetAddress;

import io.postern.observe.MailLog;
import io.postern.observe.Metrics;
import io.postern.policy.Decision;
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
            Metrics metrics, String id, InetAddress client, ReversePath from, int recipients, Reply reply, String cause) {
        var result = reply.isPermanent() ? "rejected" : "deferred";
        metrics.messageRefused(result, cause);
        MailLog.event(Level.INFO, "mail-" + result,
                "id", id,
                "client", client.getHostAddress(),
                "from", from,
                "rcpts", recipients,
                "cause", cause,
                "reply", reply);
    }

    /** By policy, at the first recipient that it was said to. */
    static void recipient(Metrics metrics, String id, Peer peer, ReversePath from, ForwardPath to, Decision.Refuse refusal) {
        var result = refusal.reply().isPermanent() ? "rejected" : "deferred";
        metrics.messageRefused(result, refusal.cause());
        MailLog.event(Level.INFO, "mail-" + result,
                "id", id,
                "client", peer.address().getHostAddress(),
                "name", peer.name(),
                "helo", peer.helo(),
                "from", from,
                "to", to instanceof ForwardPath.To(var mailbox) ? mailbox : "postmaster",
                "cause", refusal.cause(),
                "reply", refusal.reply());
    }
}
