package io.postern.policy;

import java.time.Duration;
import java.util.Optional;

import io.vertx.core.Future;

/** What policy says of one client when it connects, and what it goes on to learn of it. On the client's loop. */
public sealed interface ClientCheck {

    /** Not to be let in. */
    record Refused(Decision.Refuse refusal) implements ClientCheck {
    }

    /** Let in; what it may do is decided at its first recipient. */
    sealed interface Admitted extends ClientCheck permits OpenClient, AskedClient {

        /** Before the greeting. */
        Duration pause();

        /** Its confirmed name, if that is known by now. */
        Optional<String> name();

        /** Once a session, complete at once where nothing has to be awaited; else within about two seconds from the connection. */
        Future<Decision> decision();
    }
}
