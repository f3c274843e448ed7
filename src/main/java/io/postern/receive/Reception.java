package io.postern.receive;

import java.net.InetAddress;
import java.time.Duration;

import io.postern.policy.Decision;
import io.postern.smtp.Peer;

/** The house behind the door: decides who may come in, and gives each session its exchange. Called on the session's loop. */
public interface Reception {

    /** The answer to a connection. */
    sealed interface Welcome {

        /** The session may speak, after a {@code pause}; its {@code exchange} is told when it is over. */
        record Open(MailExchange exchange, Duration pause) implements Welcome {
        }

        record Closed(Decision.Refuse refusal) implements Welcome {
        }
    }

    Welcome connect(Peer peer);

    /** While true, the next MAIL and idle sessions hear 421. */
    boolean isDraining();

    /** While true, nobody new is let in, whoever it is. */
    boolean isFull();

    /** While true, clients get less time and fewer errors: the node has more of them than it can serve. */
    boolean isStressed();

    /** Counts and logs a client that is sent away for how it behaves. */
    void dismissed(InetAddress client, Dismissal why);

    /** A TLS handshake is over, however it ended. */
    void handshake(Peer peer, Handshake handshake);

    /** Counts our own bug, once, with its stack trace. */
    void bug(Throwable cause);
}
