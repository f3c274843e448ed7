package io.postern.gateway;

import java.net.InetAddress;

import io.postern.observe.MailLog;
import io.postern.observe.NodeState;
import io.postern.policy.ClientCheck;
import io.postern.policy.Decision;
import io.postern.receive.Dismissal;
import io.postern.receive.Handshake;
import io.postern.receive.Reception;
import io.postern.relay.Relay;
import io.postern.smtp.Peer;
import io.postern.smtp.Replies;
import io.vertx.core.Context;
import org.slf4j.event.Level;

/** The gateway of one event loop: welcomes its clients, and gives each a mail transaction on the current generation. */
public final class Gateway implements Reception {

    private final Shared shared;
    private final Relay relay;
    private final Context loop;

    public Gateway(Shared shared, Relay relay, Context loop) {
        this.shared = shared;
        this.relay = relay;
        this.loop = loop;
    }

    @Override
    public Welcome connect(Peer peer) {
        if (shared.load().isShedding()) {
            shared.metrics().connection("refused", "busy");
            return new Welcome.Closed(new Decision.Refuse(
                    Replies.busy(shared.generation().get().config().hostname()), Decision.Then.CLOSE, "busy"));
        }
        if (shared.connections().enter(peer.address()) instanceof Decision.Refuse refusal) {
            return refused(peer, refusal);
        }
        var generation = shared.generation().get();
        return switch (generation.access().arrived(peer.address())) {
            case ClientCheck.Refused(var refusal) -> {
                shared.connections().leave(peer.address());
                yield refused(peer, refusal);
            }
            case ClientCheck.Admitted client -> {
                shared.metrics().connection("accepted", "none");
                shared.metrics().sessionOpened();
                yield new Welcome.Open(
                        new MailTransaction(shared, generation, relay, loop, peer.address(), client), client.pause());
            }
        };
    }

    private Welcome refused(Peer peer, Decision.Refuse refusal) {
        shared.metrics().connection("refused", refusal.cause());
        MailLog.event(Level.INFO, "client-refused",
                "client", peer.address().getHostAddress(), "cause", refusal.cause(), "reply", refusal.reply());
        return new Welcome.Closed(refusal);
    }

    @Override
    public boolean isDraining() {
        return shared.readiness().state().compareTo(NodeState.DRAINING) >= 0;
    }

    @Override
    public boolean isFull() {
        return shared.load().isShedding() || shared.connections().isFull();
    }

    @Override
    public boolean isStressed() {
        return shared.readiness().state() == NodeState.BUSY || shared.connections().isCrowded();
    }

    @Override
    public void dismissed(InetAddress client, Dismissal why) {
        shared.metrics().connection(why.result(), why.cause());
        MailLog.event(Level.INFO, "session-refused", "client", client.getHostAddress(), "cause", why.cause());
    }

    @Override
    public void handshake(Peer peer, Handshake handshake) {
        switch (handshake) {
            case Handshake.Done done -> shared.metrics().tlsHandshake("receive", done.version(), "ok");
            case Handshake.Failed failed -> {
                shared.metrics().tlsHandshake("receive", "none", "failed");
                MailLog.event(Level.INFO, "tls-failed", "client", peer.address().getHostAddress(), "cause", failed.cause());
            }
        }
    }

    @Override
    public void bug(Throwable cause) {
        shared.metrics().internalError();
        MailLog.limited(Level.ERROR, "session-failed", cause);
    }
}
